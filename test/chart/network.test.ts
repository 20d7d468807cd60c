import type { NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer } from '../../constructs/platform';
import { together } from './support/declared';
import { type KubernetesObject, ofKind, selects, workloadsOf } from './support/objects';
import { environments, plainOf } from './support/stack';

interface Globals {
  readonly global?: {
    readonly monitoring?: { readonly enabled?: boolean };
    readonly database?: { readonly mode?: string };
  };
}
type Labels = Readonly<Record<string, string>>;

interface Policy {
  readonly podSelector: { readonly matchLabels: Labels };
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly NetworkPolicyIngressRule[];
  readonly egress?: readonly NetworkPolicyEgressRule[];
}

/** Who calls whom, as the design draws it. */
const CALLS = ['frontend -> backend:8000', 'backend -> agent:8100', 'agent -> mcp:8200', 'mcp -> backend:8000'];
const WITH_MODEL = {
  offline: ['agent -> model:8300'],
  ollama: ['agent -> ollama:11434', 'ollama-pull -> ollama:11434', 'ollama -> outside:443'],
  external: ['agent -> outside:443'],
};
/** The same for the database, by its mode; the pods of CloudNativePG also talk to each other and to its operator. */
const WITH_DATABASE: Readonly<Record<string, readonly string[]>> = {
  cluster: ['backend -> database:5432'],
  cnpg: ['backend -> database:5432', 'database -> database:5432', 'database -> database:8000'],
  external: ['backend -> outside:5432'],
};
const OPERATOR = [5432, 8000].map((port) => `namespace cnpg-system -> database:${port}`);
const WAYS_IN = ['ingress-nginx', 'kube-system', 'traefik'].map((name) => `namespace ${name} -> frontend:3000`);
/** Where Prometheus reads metrics, of those that are there. */
const METRICS = ['frontend:9464', 'backend:8000', 'agent:8100', 'mcp:8200', 'model:8300'];
const toApiServer = (name: string) => [443, 6443, 8443].map((port) => `${name} -> anywhere:${port}`);

function podsOf(objects: readonly KubernetesObject[]) {
  return workloadsOf(objects).map(({ spec }) => spec.template.metadata.labels);
}

/** Those that CloudNativePG makes, too, with its label. */
function allPodsOf(objects: readonly KubernetesObject[]): Labels[] {
  const made = ofKind(objects, 'Cluster').map(({ metadata: { name } }) => ({
    'app.kubernetes.io/name': name,
    'cnpg.io/cluster': name,
  }));
  return [...podsOf(objects), ...made];
}

function nameOf(labels: Labels): string {
  return labels['app.kubernetes.io/name']!;
}

function policiesOf(objects: readonly KubernetesObject[]): Policy[] {
  return ofKind(objects, 'NetworkPolicy').map(({ spec }) => spec as unknown as Policy);
}

function peersOf(peers: readonly NetworkPolicyPeer[] | undefined, pods: readonly Labels[]): string[] {
  if (!peers) return ['anywhere'];
  const names = peers.flatMap(({ ipBlock, namespaceSelector, podSelector }) => {
    if (ipBlock) return ['outside'];
    const app = podSelector?.matchLabels?.['k8s-app'];
    const namespace = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'];
    if (namespaceSelector) return [`namespace ${namespace ?? 'any'}${app ? ` ${app}` : ''}`];
    return pods.filter((labels) => selects(podSelector?.matchLabels ?? {}, labels)).map(nameOf);
  });
  return [...new Set(names)];
}

/** The ways that the policies of one direction open, as `from -> to:port`. */
function waysOf(objects: readonly KubernetesObject[], direction: 'Ingress' | 'Egress'): string[] {
  const pods = allPodsOf(objects);
  const ways = policiesOf(objects).flatMap((policy) => {
    const subjects = pods.filter((labels) => selects(policy.podSelector.matchLabels, labels)).map(nameOf);
    const rules = direction === 'Ingress' ? policy.ingress : policy.egress;
    return (rules ?? []).flatMap((rule) => {
      const peers = peersOf('from' in rule ? rule.from : (rule as NetworkPolicyEgressRule).to, pods);
      const ports = rule.ports?.map(({ port }) => String(port)) ?? ['any'];
      const pairs = subjects.flatMap((subject) =>
        peers.map((peer) => (direction === 'Ingress' ? [peer, subject] : [subject, peer])),
      );
      return pairs.flatMap(([from, to]) => ports.map((port) => `${from!} -> ${to!}:${port}`));
    });
  });
  return [...new Set(ways)].sort();
}

const modes = environments.flatMap(({ environment, values }) =>
  (['offline', 'ollama', 'external'] as const).map((mode) => ({ environment, mode, values })),
);

describe.each(modes)('$environment with the $mode model', ({ environment, mode, values }) => {
  const model = { enabled: true };
  const objects = plainOf(together(values, { global: { model: { mode } }, model }), environment);
  const hasBackups = workloadsOf(objects).some(({ metadata }) => metadata.name === 'backup');
  const database = (values as Globals).global?.database?.mode ?? 'cluster';
  const readers = hasBackups ? WITH_DATABASE[database]!.map((way) => way.replace('backend ->', 'backup ->')) : [];
  const calls = [...new Set([...CALLS, ...WITH_DATABASE[database]!, ...readers, ...WITH_MODEL[mode]])];

  test('the policies open the ways of the service graph, on both ends', () => {
    const inside = calls.filter((call) => !call.includes('outside'));
    const isWatched = (values as Globals).global?.monitoring?.enabled === true;
    const operator = database === 'cnpg' ? OPERATOR : [];
    const watched = METRICS.filter((port) => mode === 'offline' || !port.startsWith('model'));
    const instances = database === 'cnpg' ? ['database:9187'] : [];
    const prometheus = [...watched, ...instances].map((port) => `namespace monitoring -> ${port}`);
    expect(waysOf(objects, 'Ingress')).toEqual(
      [...inside, ...WAYS_IN, ...(isWatched ? prometheus : []), ...operator].sort(),
    );

    const components = allPodsOf(objects)
      .map(nameOf)
      .filter((name) => name !== 'create-secrets');
    const names = new Set(components.map((name) => `${name} -> namespace kube-system kube-dns:53`));
    const callers = ['create-secrets', ...(database === 'cnpg' ? ['database'] : [])];
    expect(waysOf(objects, 'Egress')).toEqual([...calls, ...names, ...callers.flatMap(toApiServer)].sort());
  });

  test('all that is not opened is denied, for every pod of the release', () => {
    const denials = policiesOf(objects).filter(({ ingress, egress }) => !ingress && !egress);
    expect(denials).toHaveLength(1);
    expect(denials[0]!.policyTypes).toEqual(['Ingress', 'Egress']);
    const pods = podsOf(objects);
    expect(pods.filter((labels) => selects(denials[0]!.podSelector.matchLabels, labels))).toEqual(pods);
    for (const { policyTypes } of policiesOf(objects)) expect(policyTypes).toEqual(['Ingress', 'Egress']);
  });

  test('the way out leads to no private address', () => {
    const blocks = policiesOf(objects).flatMap(({ egress = [] }) =>
      egress.flatMap(({ to = [] }) => to.flatMap(({ ipBlock }) => ipBlock ?? [])),
    );
    expect(blocks).toHaveLength((mode === 'offline' ? 0 : 2) + (database === 'external' ? 2 : 0));
    for (const { cidr, except } of blocks) {
      const needed = cidr.includes(':')
        ? ['fc00::/7', 'fe80::/10']
        : ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'];
      expect(except).toEqual(expect.arrayContaining(needed));
    }
  });
});

test('Prometheus may reach the metrics from its namespace alone, and only where it is said to', () => {
  const monitoring = { enabled: true, namespace: 'observe' };
  const ways = (one: object) => waysOf(plainOf({ global: { monitoring: { ...monitoring, ...one } } }), 'Ingress');
  const opened = ways({}).filter((way) => !ways({ enabled: false }).includes(way));
  expect(opened).toEqual(METRICS.map((port) => `namespace observe -> ${port}`).sort());
});

test('policies and addresses follow the ports', () => {
  const ports = { frontend: 4001, backend: 4002, agent: 4003, mcp: 4004, model: 4005, database: 4006 };
  const moved = plainOf({ global: { ports } });
  const asBefore = waysOf(moved, 'Egress').map((way) =>
    way.replace(/(\w+):400\d$/, (_, name: string) => `${name}:${portOf(name)}`),
  );
  expect(asBefore.sort()).toEqual(waysOf(plainOf({}), 'Egress'));
  expect(JSON.stringify(moved)).not.toMatch(/\b(3000|8000|8100|8200|8300|5432)\b/);
});

function portOf(name: string): string {
  return [...CALLS, ...WITH_DATABASE.cluster!, ...WITH_MODEL.offline]
    .find((call) => call.includes(`-> ${name}:`))!
    .split(':')[1]!;
}
