import {
  Ollama,
  extraEnvValue,
  imageReference,
  imageValues,
  podValues,
  probeValues,
  resourceValues,
  storageClassValue,
} from '../platform';
import { type HelmChart, Subchart, onlyWhen } from '../synth';
import { boolean, equals, integer, object, section, size, string, withDefaults } from '../values';
import type { TodoGlobals } from './globals';

const amounts = (
  cpu: readonly [string, string],
  memory: readonly [string, string],
  ephemeral: readonly [string, string],
) =>
  resourceValues({
    requests: { cpu: cpu[0], memory: memory[0], ephemeralStorage: ephemeral[0] },
    limits: { cpu: cpu[1], memory: memory[1], ephemeralStorage: ephemeral[1] },
  });

const ollamaValues = section('Ollama, which serves the model in the cluster; there where global.model.mode is ollama', {
  image: imageValues('ollama/ollama', '0.12.10'),
  resources: amounts(['1', '4'], ['2Gi', '4Gi'], ['64Mi', '1Gi']),
  gpu: section('Devices beside the CPU', {
    enabled: boolean({ description: 'Whether the pod asks for them', default: false }),
    resourceName: string({
      description: 'What the device plugin calls them, such as nvidia.com/gpu or amd.com/gpu',
      default: 'nvidia.com/gpu',
      pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$',
      expected: 'an extended resource such as nvidia.com/gpu',
    }),
    count: integer({ description: 'How many', default: 1, minimum: 1, maximum: 64 }),
    resources: amounts(['500m', '4'], ['2Gi', '8Gi'], ['64Mi', '1Gi']),
  }),
  storage: size({ description: 'Size of the volume for models; it cannot shrink', default: '10Gi' }),
  storageClass: storageClassValue,
  preloaded: object({
    description:
      "A volume that has the model already, as in Kubernetes' pod spec without its name; nothing is pulled then",
  }),
  pull: section('The Job that has the model pulled', {
    enabled: boolean({
      description: 'Whether there is one, and a way out to port 443 for Ollama',
      default: true,
    }),
    timeoutSeconds: integer({
      description: 'Seconds until it is given up, with all its attempts',
      default: 3600,
      minimum: 60,
      maximum: 86_400,
    }),
  }),
  parallel: integer({
    description: 'Answers at once; each has a context of its own in memory',
    default: 1,
    minimum: 1,
    maximum: 64,
  }),
  contextLength: integer({
    description: 'Tokens of a conversation that the model sees; what is older it forgets',
    default: 8192,
    minimum: 512,
    maximum: 1_048_576,
  }),
  probes: withDefaults(probeValues, { timeoutSeconds: 10 }),
  extraEnv: extraEnvValue,
  ...podValues,
});

/** The component of the model in the cluster. */
export class OllamaComponent extends Subchart<typeof ollamaValues> {
  readonly ollama: Ollama;

  constructor(chart: HelmChart, id: string, globals: TodoGlobals) {
    super(chart, id, { values: ollamaValues });
    onlyWhen(equals(globals.model.mode, 'ollama'), this);
    const { image, ...values } = this.values;
    this.ollama = new Ollama(this, 'Default', {
      model: globals.model.ollamaName,
      image: imageReference(image, globals),
      imagePullPolicy: image.pullPolicy,
      imagePullSecrets: globals.imagePullSecrets,
      topologySpreadConstraints: globals.topologySpreadConstraints,
      port: globals.ports.ollama,
      longestAnswerSeconds: globals.longestAnswerSeconds,
      ...values,
    });
  }
}
