import { flag, integer, text } from '../../../imports/shape/shape';
import { objectName } from '../../../imports/shape/words';
import { type Gpu, MODEL_NAME, type OllamaProps, type OllamaPull } from '../ollama-props';
import { SERVICE_POD, PROGRAM, volumeSource, probes, resources } from './program';
import { imageReference, ownPort, props, pullPolicy, serviceName, bytes } from './words';

const gpu = props<Gpu>(
  {},
  {
    enabled: flag,
    resourceName: text('a resource such as nvidia.com/gpu', /^[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.]*$/),
    count: integer(1),
    resources,
  },
);
const pull = props<OllamaPull>({}, { enabled: flag, timeoutSeconds: integer(1), retries: integer(0), resources });

/** Of `OllamaProps`. */
export const OLLAMA = props<OllamaProps>(
  { model: text(MODEL_NAME.expected, new RegExp(MODEL_NAME.pattern)) },
  {
    ...SERVICE_POD,
    extraEnv: PROGRAM.extraEnv,
    user: PROGRAM.user,
    name: serviceName,
    image: imageReference,
    imagePullPolicy: pullPolicy,
    port: ownPort,
    storage: bytes,
    storageClass: objectName,
    preloaded: volumeSource,
    pull,
    gpu,
    parallel: integer(1),
    contextLength: integer(512),
    longestAnswerSeconds: integer(0),
    resources,
    probes,
  },
);
