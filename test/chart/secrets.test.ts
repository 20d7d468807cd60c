import { leavesOf } from './support/declared';
import { type Workload, containersOf, ofKind, workloadsOf } from './support/objects';
import { declaration, environments, plainOf } from './support/stack';

const cases = environments.flatMap(({ environment, values }) =>
  workloadsOf(plainOf(values, environment)).map((workload) => ({
    environment,
    name: workload.metadata.name,
    workload,
  })),
);

describe.each(cases)('$environment $name', ({ workload }) => {
  const { spec } = workload.spec.template;
  const containers = containersOf(workload);

  test('reads no secret from its environment', () => {
    for (const { env = [], envFrom = [] } of containers) {
      expect(envFrom.filter((source) => !source.configMapRef)).toEqual([]);
      expect(env.filter(({ valueFrom }) => valueFrom !== undefined)).toEqual([]);
      expect(env.map(({ name }) => name).filter(isSecret)).toEqual([]);
    }
  });

  test('mounts what its variables name', () => {
    for (const { env = [], volumeMounts = [] } of containers) {
      const volumes = new Set((spec.volumes ?? []).map(({ name }) => name).concat(claimsOf(workload)));
      expect(volumeMounts.filter(({ name }) => !volumes.has(name))).toEqual([]);
      const files = env.filter(({ name }) => name.endsWith('_FILE')).map(({ value }) => value!);
      const folders = volumeMounts.filter(({ readOnly }) => readOnly).map(({ mountPath }) => `${mountPath}/value`);
      expect(folders).toEqual(expect.arrayContaining(files));
    }
  });
});

test('no secret is a value, and none is in a ConfigMap', () => {
  const names = leavesOf(declaration).map(({ path }) => path.at(-1)!);
  // The name of a Secret is none.
  expect(names.filter((name) => isSecret(name) && !/Secrets?$|^secretName$/.test(name))).toEqual([]);
  for (const { environment, values } of environments) {
    const objects = plainOf(values, environment);
    expect(ofKind(objects, 'Secret')).toEqual([]);
    expect(
      ofKind(objects, 'ConfigMap')
        .flatMap(({ data }) => Object.keys(data!))
        .filter((name) => isSecret(name) && name !== 'create-secrets.mjs'),
    ).toEqual([]);
  }
});

function isSecret(name: string): boolean {
  return (
    /pass(word|wd|phrase)|token|secret|credential|(api|jwt|agent|private|access)[-_]?key/i.test(name) &&
    // A path, a number of tokens and how long one lives are none.
    !/_FILE$|^max_?tokens$|_token_(minutes|days)$|tokenSeconds$/i.test(name)
  );
}

function claimsOf({ spec }: Workload): string[] {
  const claims = (spec.volumeClaimTemplates ?? []) as readonly { readonly metadata: { readonly name: string } }[];
  return claims.map(({ metadata }) => metadata.name);
}
