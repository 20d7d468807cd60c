import { ApiObject, Duration, JsonPatch, Size } from 'cdk8s';
import { ConfigMap, Cpu, Deployment, EnvValue, Ingress, IngressBackend, Probe, k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { Manifest, SynthesizedChart, onlyWhen } from '../../../constructs/synth';
import { type HandleOf, add, choose, embed, equals, when } from '../../../constructs/values';
import { describeWithHelm } from '../support/helm';
import { type Web, bothWays, webChart } from '../support/stack';
import type { webValues } from '../support/stack';

const OVERLAY = {
  'my-web': {
    replicas: 3,
    port: 9000,
    host: 'a.test',
    path: '/x',
    cpu: 100,
    memory: 32,
    seconds: 7,
    tls: true,
    mode: 'b',
  },
};

function throughPlus(scope: Construct, v: Web): void {
  const deployment = new Deployment(scope, 'web', {
    replicas: v.replicas,
    podMetadata: { labels: { mode: v.mode } },
    containers: [
      {
        image: `shop/web:${v.mode}`,
        portNumber: v.port,
        envVariables: { HOST: EnvValue.fromValue(`http://${v.host}:${v.port}`) },
        resources: { cpu: { request: Cpu.millis(v.cpu) }, memory: { request: Size.mebibytes(v.memory) } },
        readiness: Probe.fromHttpGet('/ready', { periodSeconds: Duration.seconds(v.seconds), port: v.port }),
      },
    ],
  });
  const service = deployment.exposeViaService({ name: `web-${v.mode}` });
  const ingress = new Ingress(scope, 'edge');
  ingress.addHostRule(v.host, v.path, IngressBackend.fromService(service));
  ApiObject.of(ingress).addJsonPatch(JsonPatch.add('/spec/ingressClassName', when(v.tls, v.mode)));
  new ConfigMap(scope, 'config', { data: { 'app.conf': `host = ${v.host}\nreplicas = ${v.replicas}\n` } });
}

function throughL1(scope: Construct, v: Web): void {
  new k8s.KubeService(scope, 'l1', {
    metadata: { name: 'l1', labels: { mode: choose(v.tls, 'tls', v.mode) } },
    spec: { ports: [{ port: add(v.port, 1) }], publishNotReadyAddresses: when(v.tls, true), externalName: v.host },
  });
}

// Every value of the declaration, where a test is about something else.
function everything(scope: Construct, { tls, ...rest }: HandleOf<typeof webValues>): void {
  new Manifest(
    scope,
    'all',
    { apiVersion: 'v1', kind: 'All' },
    { metadata: { name: 'all' }, tls: embed(tls), ...rest },
  );
}

describe.each([3, 4] as const)('with Helm %i', (major) => {
  describeWithHelm(major, 'tokens reach the cluster', (helm) => {
    test.each([
      ['defaults', {}, 5],
      ['an overlay', OVERLAY, 5],
      ['the component switched off', { 'my-web': { enabled: false } }, 0],
    ])('through cdk8s-plus, L1 and JSON patches, with %s', (_, overlay, objects) => {
      const chart = webChart((web) => {
        throughPlus(web, web.values);
        throughL1(web, web.values);
      });
      const { plain, helm: rendered } = bothWays(helm, chart, overlay);
      expect(rendered).toEqual(plain);
      expect(Object.keys(plain)).toHaveLength(objects);
    });

    test('as what they are', () => {
      const chart = webChart((web) => {
        throughPlus(web, web.values);
        throughL1(web, web.values);
      });
      const text = JSON.stringify(bothWays(helm, chart, OVERLAY).plain);
      expect(text).toContain('"replicas":3');
      expect(text).toContain('"containerPort":9000');
      expect(text).toContain('"cpu":"100m"');
      expect(text).toContain('"memory":"32Mi"');
      expect(text).toContain('"periodSeconds":7');
      expect(text).toContain('"host":"a.test"');
      expect(text).toContain('"path":"/x"');
      expect(text).toContain('"ingressClassName":"b"');
      expect(text).toContain('host = a.test\\nreplicas = 3\\n');
      expect(text).toContain('"publishNotReadyAddresses":true');
    });

    test('in the umbrella, which reads a subchart whose name has a dash', () => {
      const chart = webChart((web, shop) => {
        everything(web, web.values);
        const object = new Manifest(
          shop,
          'top',
          { apiVersion: 'v1', kind: 'Top' },
          { metadata: { name: 'top' }, port: web.values.port },
        );
        onlyWhen(web.enabled, object);
      });
      expect(bothWays(helm, chart, OVERLAY)).toMatchObject({ helm: { 'Top top': { port: 9000 } } });
      const off = bothWays(helm, chart, { 'my-web': { enabled: false } });
      expect(off).toEqual({ plain: {}, helm: {} });
    });
  });
});

const failing = (build: (scope: Construct, values: Web) => void) => () => {
  const chart = webChart((web) => {
    everything(web, web.values);
    build(web, web.values);
  });
  return new SynthesizedChart(chart).chartFiles();
};

const object = (scope: Construct, id: string, body: object) =>
  new Manifest(scope, id, { apiVersion: 'v1', kind: 'Thing' }, { metadata: { name: id }, ...body });

describe('a mistake is named with its construct and value', () => {
  test('nothing is wrong without one', () => {
    expect(failing(() => undefined)).not.toThrow();
  });

  test.each<[string, (scope: Construct, v: Web) => void, string]>([
    [
      'a token that a rescaled Size destroys',
      (s, v) =>
        void new Deployment(s, 'd', {
          containers: [{ image: 'i', resources: { memory: { request: Size.gibibytes(v.memory) } } }],
        }),
      'my-web.memory',
    ],
    [
      'a comparison in TypeScript',
      (s, v) => void (v.mode === 'b' && object(s, 'x', {})),
      'my-web: the value my-web.mode was read, but is in no manifest',
    ],
    ['a computed number', (s, v) => object(s, 'x', { port: v.port + 1 }), 'shop/my-web/x: the number'],
    [
      'a number of the range that is lost',
      (s, v) => object(s, 'x', { half: v.port / 2 }),
      'the value my-web.port was read',
    ],
  ])('%s', (_, build, message) => {
    expect(failing(build)).toThrow(message);
  });

  test('a part in a text', () => {
    const web = () => failing((s, v) => object(s, 'x', { text: String(when<unknown>(v.tls, { a: 1 })) }))();
    expect(web).toThrow('a part (when, each, embed, named) cannot stand inside a string');
    expect(failing((s, v) => object(s, 'x', { text: String(v.tls) }))).toThrow(
      'a boolean cannot stand inside a string',
    );
  });

  test("another subchart's value", () => {
    const chart = webChart((web, shop) => {
      everything(web, web.values);
      const other = new (web.constructor as typeof import('../../../constructs/synth').Subchart)(shop, 'other', {
        values: { kind: 'section', description: 'Other', fields: {} },
      });
      object(other, 'x', { port: web.values.port });
    });
    expect(() => new SynthesizedChart(chart).chartFiles()).toThrow(
      'shop/other/x: reads my-web.port, which is not a value of the subchart "other"',
    );
  });

  test('a value that nothing uses', () => {
    const chart = webChart((web) => void object(web, 'x', { when: when(equals(web.values.mode, 'a'), 1) }));
    expect(() => new SynthesizedChart(chart).chartFiles()).toThrow(
      'shop/my-web: the value my-web.replicas is declared, but nothing uses it',
    );
  });

  test('a part that a typed L1 object takes apart', () => {
    const lists = failing((s, v) => new k8s.KubeIngress(s, 'x', { spec: { tls: when(v.tls, [{ hosts: ['a'] }]) } }));
    expect(lists).toThrow('shop/my-web/x: ');
    const objects = failing((s, v) => new k8s.KubeIngress(s, 'x', { spec: when(v.tls, { ingressClassName: 'a' }) }));
    expect(objects).toThrow('shop/my-web/x: a part got lost');
  });

  test('two objects for one file', () => {
    const twice = failing((s) => [object(s, 'same', {}), object(s, 'Same', {})]);
    expect(twice).toThrow('shop/my-web/Same: its file same.yaml is that of shop/my-web/same already');
    const chart = webChart((web, shop) => [object(web, 'x', {}), object(shop, 'my-web-x', {})]);
    expect(() => new SynthesizedChart(chart)).toThrow('its file my-web-x.yaml is that of');
  });
});
