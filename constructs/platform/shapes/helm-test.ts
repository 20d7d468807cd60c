import { integer, json, list } from '../../../imports/shape/shape';
import { anyText } from '../../../imports/shape/words';
import type { HelmTestProps } from '../helm-test';
import { NEEDED, PROGRAM, command } from './program';
import { fileName, props } from './words';

const { name, imagePullPolicy, imagePullSecrets, environment, user } = PROGRAM;

/** Of `HelmTestProps`. */
export const HELM_TEST = props<HelmTestProps>(
  {
    ...NEEDED,
    script: props<HelmTestProps['script']>({ file: fileName, text: anyText }, {}),
    interpreter: list(anyText, { minItems: 1 }),
  },
  {
    ...{ name, imagePullPolicy, imagePullSecrets, environment, user },
    args: command,
    ports: list(json, { minItems: 1 }),
    activeDeadlineSeconds: integer(1),
  },
);
