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

  test.each(COMPONENTS)('of %s reaches those that it calls, and nobody else', async (component) => {
    const others = COMPONENTS.filter((name) => name !== component);
    const found = await reached(NAMESPACE, pods.get(component)!.name, addresses(others));
    expect(found.sort()).toEqual([...CALLS[component]].sort());
  });

  test.each(COMPONENTS)('of %s does not reach the Kubernetes API', async (component) => {
    const api = { name: 'api', host: 'kubernetes.default.svc', port: 443 };
    expect(await reached(NAMESPACE, pods.get(component)!.name, [api])).toEqual([]);
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
        expect(await reached(namespace, stranger.name, [itself, ...addresses(COMPONENTS)])).toEqual(['itself']);
        const back: Address = { name: 'stranger', host: stranger.ip, port: stranger.port };
        for (const component of COMPONENTS) {
          expect(await reached(NAMESPACE, pods.get(component)!.name, [back])).toEqual([]);
        }
      } finally {
        await stranger.remove();
      }
    });
  });
});
