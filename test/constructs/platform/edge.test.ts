import { App, Chart } from 'cdk8s';
import { EdgeCertificate, GatewayEdge, IngressEdge, WebService, useNetwork } from '../../../constructs/platform';

interface Tree {
  readonly [key: string]: Tree;
}

const service = { name: 'web', port: 3000 };

function objectsOf(build: (chart: Chart) => void): Record<string, Tree> {
  const chart = new Chart(new App(), 'bot');
  build(chart);
  const objects = chart.toJson() as Tree[];
  return Object.fromEntries(objects.map((object) => [object.kind as unknown as string, object]));
}

describe('an Ingress of literals', () => {
  test('lets streams pass, and waits longer than the longest', () => {
    const { Ingress } = objectsOf((chart) => {
      new IngressEdge(chart, 'in', { service, host: 'todo.example.com', longestAnswerSeconds: 300 });
    });
    expect(Ingress).toEqual({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: 'web',
        annotations: {
          'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
          'nginx.ingress.kubernetes.io/proxy-read-timeout': '310',
          'nginx.ingress.kubernetes.io/proxy-send-timeout': '310',
        },
      },
      spec: {
        rules: [
          {
            host: 'todo.example.com',
            http: {
              paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 3000 } } } }],
            },
          },
        ],
      },
    });
  });

  test.each([
    ['ClusterIssuer', 'cert-manager.io/cluster-issuer'],
    ['Issuer', 'cert-manager.io/issuer'],
  ])('asks a %s for its certificate, and only where it has one', (kind, annotation) => {
    const make = (enabled: boolean) =>
      objectsOf((chart) => {
        const tls = { enabled, secretName: 'web-tls' };
        const annotations = { 'example.com/more': 'yes' };
        new IngressEdge(chart, 'in', { service, host: 'a.b', tls, annotations, issuer: { kind, name: 'acme' } });
      }).Ingress!;
    expect(make(true).metadata!.annotations).toMatchObject({ [annotation]: 'acme', 'example.com/more': 'yes' });
    expect(make(true).spec!.tls).toEqual([{ hosts: ['a.b'], secretName: 'web-tls' }]);
    expect(JSON.stringify(make(false))).not.toMatch(/acme|web-tls/);
  });

  test.each(['https://a.b', 'a.b:80', 'A.b', '', 'a_b'])('refuses the host "%s"', (host) => {
    const build = () => objectsOf((chart) => new IngressEdge(chart, 'in', { service, host }));
    expect(build).toThrow(
      `bot/in: host: expected a host name such as todo.example.com, without scheme and port, found "${host}"`,
    );
  });
});

test('an HTTPRoute of literals waits longer than the longest stream', () => {
  const gateway = { name: 'public', namespace: 'edge', listener: 'https' };
  const { HTTPRoute } = objectsOf((chart) => {
    new GatewayEdge(chart, 'route', { service, host: 'a.b', gateway, longestAnswerSeconds: 300 });
  });
  expect(HTTPRoute!.spec).toEqual({
    parentRefs: [{ name: 'public', namespace: 'edge', sectionName: 'https' }],
    hostnames: ['a.b'],
    rules: [{ backendRefs: [{ name: 'web', port: 3000 }], timeouts: { request: '310s' } }],
  });
  const wrong = () => objectsOf((chart) => new GatewayEdge(chart, 'route', { service, host: 'a:1', gateway }));
  expect(wrong).toThrow('bot/route: host: expected a host name');
});

test('a Certificate of literals is for the hosts', () => {
  const issuer = { kind: 'Issuer', name: 'acme' };
  const { Certificate } = objectsOf((chart) => {
    new EdgeCertificate(chart, 'cert', { name: 'web', secretName: 'web-tls', hosts: ['a.b', 'c.d'], issuer });
  });
  expect(Certificate!.spec).toEqual({
    secretName: 'web-tls',
    dnsNames: ['a.b', 'c.d'],
    issuerRef: { name: 'acme', kind: 'Issuer' },
    privateKey: { rotationPolicy: 'Always' },
  });
  const none = () =>
    objectsOf((chart) => new EdgeCertificate(chart, 'cert', { name: 'web', secretName: 's', hosts: [], issuer }));
  expect(none).toThrow(/bot\/cert/);
});

describe('what is said of the network', () => {
  const amounts = { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' };
  const web = { image: 'web:1', port: 3000, resources: { requests: amounts, limits: amounts } };
  const inNetwork = (network: Parameters<typeof useNetwork>[1]) =>
    objectsOf((chart) => {
      useNetwork(chart, network);
      new WebService(chart, 'web', web);
    });

  test('goes to policies: where the DNS is', () => {
    const dns = {
      namespace: 'openshift-dns',
      podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
      port: 5353,
      addresses: ['169.254.20.10/32'],
    };
    expect(inNetwork({ dns }).NetworkPolicy!.spec!.egress).toEqual([
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
            podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
          },
          { ipBlock: { cidr: '169.254.20.10/32' } },
        ],
        ports: [
          { port: 5353, protocol: 'UDP' },
          { port: 5353, protocol: 'TCP' },
        ],
      },
    ]);
  });

  test.each([
    ['Default', {}, undefined],
    ['IPv4', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }, undefined],
    ['IPv6', { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] }, '::'],
    ['PreferDualStack', { ipFamilyPolicy: 'PreferDualStack' }, '::'],
    ['RequireDualStack', { ipFamilyPolicy: 'RequireDualStack' }, '::'],
  ] as const)('goes to Services and programs: %s', (ipFamilies, expected, host) => {
    const { Service, ConfigMap } = inNetwork({ ipFamilies });
    const { ipFamilyPolicy, ipFamilies: families } = Service!.spec!;
    expect(JSON.parse(JSON.stringify({ ipFamilyPolicy, ipFamilies: families }))).toEqual(expected);
    expect(ConfigMap!.data!.HOST).toBe(host);
  });
});
