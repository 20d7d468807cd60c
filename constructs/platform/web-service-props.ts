import type { Dictionary, List } from '../values';
import type { Autoscaling } from './autoscaling';
import type { EnvSource } from './env-sources';
import type { PodProps, WritableFolders } from './pod';
import type { ProbeTimes } from './probes';
import type { Resources } from './resources';
import type { SecretFile } from './secret-files';
import type { ServiceSettings } from './service';

/** What a `WebService` is made of. */
export interface WebServiceProps extends PodProps {
  /** Name of the workload, its Service and all else. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of the image. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** TCP port of the container and of the Service, 1024 to 65535. */
  readonly port: number;
  /** TCP port of `/metrics`, for what shall not be reachable where the service is. @default - that of the service */
  readonly metricsPort?: number;
  /** Ignored while autoscaling is on. @default 1 */
  readonly replicas?: number;
  /** @default - the number of replicas is fixed */
  readonly autoscaling?: Autoscaling;
  readonly resources: Resources;
  /** @default - every 5 s, 3 s for an answer, 60 s for a start */
  readonly probes?: ProbeTimes;
  /** Settings that are no secrets, by environment variable. They stand in a ConfigMap. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** More environment variables, which go before those of the ConfigMap. @default - none */
  readonly extraEnv?: List<{ readonly name: string; readonly value: string }>;
  /** ConfigMaps and Secrets of which every key becomes a variable. @default - none */
  readonly extraEnvFrom?: List<EnvSource>;
  /** Secrets that the container reads as files. @default - none */
  readonly secrets?: readonly SecretFile[];
  /** Folders that the container may write to, with their size limit. @default - /tmp with 64Mi */
  readonly writable?: WritableFolders;
  /** The longest answer, streams included, in seconds: as long a pod that ends may take to finish. @default 60 */
  readonly longestAnswerSeconds?: number;
  /**
   * Seconds for which the program goes on answering after SIGTERM, with `/readyz` at 503: for what an Ingress controller
   * leads to, since some send requests to a pod that ends until it is not ready any more. @default 0
   */
  readonly lameDuckSeconds?: number;
  /** Numeric user and group of the process; not 0. @default 1000 */
  readonly user?: number;
  /** Runs to its end before the container starts, with the same image, settings and secrets. @default - nothing */
  readonly before?: { readonly name: string; readonly command: readonly string[] };
  /** More containers that run to their end before, in Kubernetes' form. @default - none */
  readonly initContainers?: List<Dictionary<unknown>>;
  /** More containers beside, in Kubernetes' form. @default - none */
  readonly sidecars?: List<Dictionary<unknown>>;
  /** @default - reachable in the cluster only */
  readonly service?: ServiceSettings;
  /** Pods that may go at a time, where there are two at least. @default 1 */
  readonly maxUnavailable?: number;
}
