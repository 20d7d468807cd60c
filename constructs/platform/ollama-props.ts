import type { Condition, Dictionary, List, Optional } from '../values';
import type { ServicePodProps } from './pod';
import type { ProbeTimes } from './probes';
import type { Resources } from './resources';
import { PROGRAM_USER } from './security';

/** Devices that a pod gets beside CPU and memory, such as GPUs. */
export interface Gpu {
  /** Whether the pod asks for them. @default true */
  readonly enabled?: Condition;
  /** Extended resource that the device plugin of the nodes offers. @default nvidia.com/gpu */
  readonly resourceName?: string;
  /** How many, 1 or more. @default 1 */
  readonly count?: number;
  /** Requests and limits in place of those for the CPU alone. @default - the same */
  readonly resources?: Resources;
}

/** The Job by which the model comes into the volume. */
export interface OllamaPull {
  /** Whether there is a Job and a way out to port 443, for the server. @default true */
  readonly enabled?: Condition;
  /** Seconds until it is given up, with all its attempts. @default 3600 */
  readonly timeoutSeconds?: number;
  /** Attempts after the first, each after a longer pause. @default 6 */
  readonly retries?: number;
  /** Those of the Job, which only asks and reports: the server pulls. @default - 10m to 100m of CPU, 16Mi to 64Mi */
  readonly resources?: Resources;
}

export interface OllamaProps extends ServicePodProps {
  /** Name of the workload and its Service. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Name of the model as `ollama list` shows it, e.g. `llama3.2:1b`. */
  readonly model: string;
  /** Full reference of an image that has `ollama` and bash. @default ollama/ollama:0.12.10 */
  readonly image?: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** TCP port, 1024 to 65535. @default 11434 */
  readonly port?: number;
  /** Size of the volume for models, a quantity. It cannot shrink. @default 10Gi */
  readonly storage?: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: Optional<string>;
  /**
   * A volume that has the model already, in Kubernetes' form without its name, e.g. `{ image: { reference: ... } }` or
   * `{ persistentVolumeClaim: { claimName: ... } }`: in place of a claim, mounted for reading. Nothing is pulled then, and
   * there is no way out. It holds what `ollama pull` leaves in OLLAMA_MODELS: `blobs/` and `manifests/`. @default - none
   */
  readonly preloaded?: Dictionary<unknown>;
  /** @default - the model is pulled, for an hour at most */
  readonly pull?: OllamaPull;
  /** @default - the CPU alone */
  readonly gpu?: Gpu;
  /** Answers at once; each has a context of its own in memory. @default 1 */
  readonly parallel?: number;
  /** Tokens of a conversation that the model sees, 512 or more; what is older it forgets. @default 8192 */
  readonly contextLength?: number;
  /** More of Ollama's variables, e.g. OLLAMA_FLASH_ATTENTION. @default - none */
  readonly extraEnv?: List<{ readonly name: string; readonly value: string }>;
  /** The longest answer in seconds: as long a pod that ends may take to finish. @default 120 */
  readonly longestAnswerSeconds?: number;
  /** Memory has to hold the model and the contexts. @default - 1 to 4 CPUs, 2Gi to 4Gi of memory */
  readonly resources?: Resources;
  /** @default - every 5 s, 10 s for an answer, 60 s for a start */
  readonly probes?: ProbeTimes;
  /** Numeric user and group of the process; not 0. @default 10001 */
  readonly user?: number;
}

/** What holds where the props say nothing. */
export const DEFAULTS = {
  image: 'ollama/ollama:0.12.10',
  imagePullPolicy: 'IfNotPresent',
  port: 11434,
  storage: '10Gi',
  preloaded: {} as Dictionary<unknown>,
  pull: {} as OllamaPull,
  parallel: 1,
  contextLength: 8192,
  longestAnswerSeconds: 120,
  user: PROGRAM_USER,
  // A process that computes with all of its share may be slow to answer.
  probes: { periodSeconds: 5, timeoutSeconds: 10, startupSeconds: 60 } as ProbeTimes,
  resources: {
    requests: { cpu: '1', memory: '2Gi', ephemeralStorage: '64Mi' },
    limits: { cpu: '4', memory: '4Gi', ephemeralStorage: '1Gi' },
  } as Resources,
  pullResources: {
    requests: { cpu: '10m', memory: '16Mi', ephemeralStorage: '16Mi' },
    limits: { cpu: '100m', memory: '64Mi', ephemeralStorage: '64Mi' },
  } as Resources,
};

/** How a model is called: what Ollama takes, and what can stand in JSON and in a command as it is. */
export const MODEL_NAME = {
  pattern: '^[A-Za-z0-9][-A-Za-z0-9._:/]*$',
  expected: "a model's name such as llama3.2:1b",
};
