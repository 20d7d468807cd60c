import { objectsIn } from '../../chart/support/charts';
import { switchesOf, together } from '../../chart/support/declared';
import { type KubernetesObject, workloadsOf } from '../../chart/support/objects';
import { declaration, environments, plainOf } from '../../chart/support/stack';
import { attempt } from '../support/command';
import { PACKAGE, RELEASE, helm, makeNamespace, removeNamespace } from '../support/release';
import { STRICT_NAMESPACE as STRICT } from './support/namespaces';

interface PodSpec {
  readonly containers: readonly { readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean } }[];
  readonly initContainers?: PodSpec['containers'];
}

/** The pods that an environment and each switch of the chart bring, each once, with what brings it. */
function podsOfSwitches(): Map<string, string> {
  const pods = new Map<string, string>();
  const add = (objects: readonly KubernetesObject[], origin: string) => {
    for (const { kind, metadata, spec } of workloadsOf(objects)) {
      const claims = (spec.volumeClaimTemplates ?? []) as readonly KubernetesObject[];
      const text = JSON.stringify(admitted(spec.template.spec, claims));
      if (!pods.has(text)) pods.set(text, `${kind} ${metadata.name} of ${origin}`);
    }
  };
  for (const { environment, values } of environments) {
    add(plainOf(values, environment), environment);
    for (const { name, overlay } of switchesOf(declaration, values))
      if (!/sidecars|initContainers|extraVolumes|extraObjects/.test(name))
        add(plainOf(together(values, overlay), environment), name);
  }
  return pods;
}

// What other admission asks for is not there: accounts, classes.
function admitted(spec: object, claims: readonly KubernetesObject[] = []): object {
  const asked = ['serviceAccountName', 'priorityClassName', 'runtimeClassName'];
  const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => !asked.includes(key)));
  const claimed = claims.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const volumes = [...((rest.volumes ?? []) as object[]), ...claimed];
  return { ...rest, volumes };
}

describe('a namespace that refuses all pods but restricted ones', () => {
  const pods = podsOfSwitches();

  beforeAll(() => makeNamespace(STRICT));
  afterAll(() => removeNamespace(STRICT));

  const dryRun = (specs: readonly string[]) => {
    const items = specs.map((spec, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `pod-${index}` },
      spec: JSON.parse(spec) as object,
    }));
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const args = ['apply', '--namespace', STRICT, '--dry-run=server', '-f', '-'];
    return attempt('kubectl', args, { input, timeoutSeconds: 180 });
  };

  test('refuses another one', async () => {
    const { stderr } = await dryRun([JSON.stringify({ containers: [{ name: 'a', image: 'a:1' }] })]);
    expect(stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  test('lets in every pod of every environment, under each switch', async () => {
    expect(pods.size).toBeGreaterThan(20);
    const { stdout, stderr } = await dryRun([...pods.keys()]);
    const refusals = stderr.split('\n').filter(Boolean);
    const named = refusals.map((line) => {
      const [, index] = /"pod-(\d+)"/.exec(line) ?? [];
      return index === undefined ? line : `${[...pods.values()][Number(index)]!}: ${line}`;
    });
    expect(named).toEqual([]);
    expect(stdout.match(/\(server dry run\)/g)).toHaveLength(pods.size);
  }, 200_000);

  test('lets in the pods of helm test', async () => {
    const rendered = await Promise.all(
      environments.map(({ environment }) =>
        helm(['template', RELEASE, PACKAGE, '--values', `helm/todo-chatbot/values-${environment}.yaml`]),
      ),
    );
    const specs = rendered
      .flatMap(objectsIn)
      .filter(({ kind }) => kind === 'Pod')
      .map(({ spec }) => JSON.stringify(admitted(spec!)));
    expect(specs.length).toBeGreaterThan(0);
    expect((await dryRun(specs)).stderr).toBe('');
  });

  test('every container of theirs has a root that it cannot write to', () => {
    const writable = [...pods].filter(([text]) => {
      const { containers, initContainers = [] } = JSON.parse(text) as PodSpec;
      return [...containers, ...initContainers].some((one) => one.securityContext?.readOnlyRootFilesystem !== true);
    });
    expect(writable.map(([, origin]) => origin)).toEqual([]);
  });
});
