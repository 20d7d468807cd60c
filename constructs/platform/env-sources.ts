import { type HandleOf, type List, each, either, equals, list, oneOf, section, string } from '../values';
import type { Container } from './kubernetes';
import { OBJECT_NAME } from './names';

const sourceValues = section('A ConfigMap or Secret', {
  kind: oneOf({ description: 'Its kind', options: ['ConfigMap', 'Secret'], default: 'ConfigMap' }),
  name: string({
    description: 'Its name',
    default: 'settings',
    pattern: OBJECT_NAME.pattern,
    expected: 'the name of a ConfigMap or Secret',
  }),
});

/** The value that gives a container every key of ConfigMaps and Secrets as a variable. */
export const extraEnvFromValue = list({
  description: 'ConfigMaps and Secrets of which every key becomes a variable',
  item: sourceValues,
});

/** The value that gives a container more environment variables. */
export const extraEnvValue = list({
  description: 'More environment variables',
  item: section('A variable', {
    name: string({
      description: 'Name',
      default: 'NAME',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      expected: 'a name such as HTTP_PROXY',
    }),
    value: string({ description: 'Value', default: '' }),
  }),
});

/** A ConfigMap or a Secret in the pod's namespace. */
export type EnvSource = HandleOf<typeof sourceValues>;

/** A container's `envFrom` in Kubernetes' words. */
export function envSources(sources: List<EnvSource> | undefined): NonNullable<Container['envFrom']>[number][] {
  if (!sources) return [];
  const reference = ({ kind, name }: EnvSource) =>
    either<object>(equals(kind, 'Secret'), { secretRef: { name } }, { configMapRef: { name } });
  return [each(sources, reference)];
}
