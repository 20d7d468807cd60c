import { livingPods } from './support/cluster';
import { type Address, makeStranger, reached } from './support/probe';
import { NAMESPACE, RELEASE, haveRelease, makeNamespace } from './support/release';
import { OTHER_NAMESPACE } from './support/other-namespace';

const PORTS = { frontend: 3000, backend: 8000, agent: 8100, mcp: 8200, model: 8300, database: 5432 };
type Component = keyof typeof PORTS;
const COMPONENTS = Object.keys(PORTS) as Component[];

/** Who calls whom: the service graph of the chatbot. All else must be closed. */
const CALLS: Record<Component, readonly Component[]> = {
  frontend: ['backend'],
  backend: ['agent', 'database'],
  agent: ['mcp', 'model'],
  mcp: ['backend'],
  model: [],
  database: [],
};

describe('a pod of the release', () => {
  const pods = new Map<string, { readonly name: string; readonly ip: string }>();
  const addresses = (names: readonly Component[]): Address[] =>
    names.map((name) => ({ name, host: pods.get(name)!.ip, port: PORTS[name] }));

  beforeAll(async () => {
    await haveRelease();
    for (const { metadata, status } of await livingPods(NAMESPACE)) {
      pods.set(metadata.labels?.['app.kubernetes.io/name'] ?? '', { name: metadata.name, ip: status.podIP ?? '' });
    }
  });

  test('reaches those that it calls, nobody else, and not the Kubernetes API', async () => {
    const api: Address = { name: 'api', host: 'kubernetes.default.svc', port: 443 };
    const found = COMPONENTS.map(async (component) => {
      const others = COMPONENTS.filter((name) => name !== component);
      const names = await reached(NAMESPACE, pods.get(component)!.name, [api, ...addresses(others)]);
      return [component, names.sort()] as const;
    });
    const expected = Object.entries(CALLS).map(([component, names]) => [component, [...names].sort()]);
    expect(Object.fromEntries(await Promise.all(found))).toEqual(Object.fromEntries(expected));
  });

  describe.each([
    ['without labels', NAMESPACE, {}],
    ["with the release's label", NAMESPACE, { 'app.kubernetes.io/instance': RELEASE }],
    [
      'that calls itself backend, in another namespace,',
      OTHER_NAMESPACE,
      { 'app.kubernetes.io/instance': RELEASE, 'app.kubernetes.io/name': 'backend' },
    ],
  ])('and a stranger %s', (_, namespace, labels) => {
    test('never meet', async () => {
      if (namespace === OTHER_NAMESPACE) await makeNamespace(OTHER_NAMESPACE);
      const stranger = await makeStranger(namespace, labels);
      try {
        // It can reach itself, so that "no" means that it was refused.
        const itself: Address = { name: 'itself', host: '127.0.0.1', port: stranger.port };
        const back: Address = { name: 'stranger', host: stranger.ip, port: stranger.port };
        const ways = COMPONENTS.map((component) => reached(NAMESPACE, pods.get(component)!.name, [back]));
        const there = reached(namespace, stranger.name, [itself, ...addresses(COMPONENTS)]);
        expect(await Promise.all([there, ...ways])).toEqual([['itself'], ...COMPONENTS.map(() => [])]);
      } finally {
        await stranger.remove();
      }
    });
  });
});
