import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm, runHelm } from '../constructs/support/helm';
import { chartFolder } from './support/charts';
import { together } from './support/declared';
import { type KubernetesObject, named, ofKind } from './support/objects';
import { overlayText, plainOf } from './support/stack';

const noIngress = { ingress: { enabled: false } };
const tls = { ingress: { tls: { enabled: true } } };
const gateway = { ...noIngress, gateway: { enabled: true, host: 'gate.example.com' } };
const plainGateway = together(gateway, { gateway: { https: false } });
const port = (type: string) => ({ ...noIngress, service: { type } });

interface Mode {
  readonly name: string;
  readonly frontend: Json;
  readonly secure: boolean;
  readonly proxies: number;
  /** What stands behind `URL: `. */
  readonly url: string;
}

const modes: readonly Mode[] = [
  { name: 'an Ingress', frontend: {}, secure: false, proxies: 1, url: 'http://chatbot.local' },
  { name: 'an Ingress with TLS', frontend: tls, secure: true, proxies: 1, url: 'https://chatbot.local' },
  { name: 'a Gateway', frontend: gateway, secure: true, proxies: 1, url: 'https://gate.example.com' },
  { name: 'a Gateway without TLS', frontend: plainGateway, secure: false, proxies: 1, url: 'http://gate.example.com' },
  { name: 'nothing', frontend: noIngress, secure: false, proxies: 0, url: 'http://127.0.0.1:3000 after' },
  { name: 'a NodePort', frontend: port('NodePort'), secure: false, proxies: 0, url: 'http on any node' },
  { name: 'a LoadBalancer', frontend: port('LoadBalancer'), secure: false, proxies: 0, url: 'http on port 3000' },
  {
    name: 'a LoadBalancer that ends TLS, as the second proxy',
    frontend: together(port('LoadBalancer'), { tlsInFront: true, trustedProxies: 2 }),
    secure: true,
    proxies: 2,
    url: 'https on port 3000',
  },
  {
    name: 'an Ingress that is off, whose TLS is on',
    frontend: { ingress: { enabled: false, tls: { enabled: true } } },
    secure: false,
    proxies: 0,
    url: 'http://127.0.0.1:3000 after',
  },
];

describe.each(modes)('the way in is $name', ({ frontend, secure, proxies }) => {
  const objects = plainOf({ frontend });

  test('cookies and the addresses that are believed follow', () => {
    expect(named(objects, 'ConfigMap', 'frontend').data).toMatchObject({
      COOKIE_SECURE: String(secure),
      TRUSTED_PROXIES: String(proxies),
    });
  });
});

describeWithHelm(4, 'NOTES.txt', (helm) => {
  const { path, chart } = chartFolder();

  test.each(modes)('says the URL of $name, and warns where passwords are plain', ({ frontend, secure, url }) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText({ frontend }));
    const notes = runHelm(helm, ['install', 'todo-chatbot', chart, '--dry-run=client', '-f', file]);
    expect(notes).toContain(`\nURL: ${url}`);
    const isOpen = !url.includes('127.0.0.1');
    expect(notes.includes('passwords travel as plain text')).toBe(isOpen && !secure);
  });
});

const hosts = (objects: readonly KubernetesObject[]) =>
  ofKind(objects, 'Certificate').map(({ spec }) => (spec as unknown as { dnsNames: string[] }).dnsNames);
const certificate = { certificate: { source: 'certificate' } };

test.each([
  ['no TLS', {}, []],
  ['the Ingress', tls, [['chatbot.local']]],
  ['the Gateway', gateway, [['gate.example.com']]],
  ['both', together(gateway, tls, { ingress: { enabled: true } }), [['chatbot.local', 'gate.example.com']]],
  ['both by one host', together(tls, { gateway: { enabled: true } }), [['chatbot.local']]],
])('a Certificate is for the hosts that have TLS: %s', (_, frontend, expected) => {
  expect(hosts(plainOf({ frontend: together(frontend, certificate) }))).toEqual(expected);
  expect(hosts(plainOf({ frontend }))).toEqual([]);
});

test('every proxy waits longer than the longest answer, and buffers nothing', () => {
  const longest = { global: { longestAnswerSeconds: 900 }, frontend: { gateway: { enabled: true } } };
  const objects = plainOf(longest);
  expect(named(objects, 'Ingress', 'frontend').metadata.annotations).toEqual({
    'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
    'nginx.ingress.kubernetes.io/proxy-read-timeout': '910',
    'nginx.ingress.kubernetes.io/proxy-send-timeout': '910',
  });
  expect(JSON.stringify(named(objects, 'HTTPRoute', 'frontend').spec)).toContain('"timeouts":{"request":"910s"}');
});

test.each([
  ['ClusterIP', undefined, undefined],
  ['NodePort', 'Local', undefined],
  ['LoadBalancer', 'Local', 'example.com/internal'],
])('a Service has only the fields that its type allows: %s', (type, policy, balancer) => {
  const ranges = ['192.0.2.0/24'];
  const service = {
    type,
    externalTrafficPolicy: 'Local',
    loadBalancerClass: 'example.com/internal',
    loadBalancerSourceRanges: ranges,
  };
  const { spec } = named(plainOf({ frontend: { service } }), 'Service', 'frontend');
  const { externalTrafficPolicy, loadBalancerClass, loadBalancerSourceRanges } = spec as Record<string, unknown>;
  expect([externalTrafficPolicy, loadBalancerClass]).toEqual([policy, balancer]);
  expect(loadBalancerSourceRanges).toEqual(balancer && ranges);
});

test('one switch says the address families of all Services', () => {
  const services = ofKind(plainOf({ global: { ipFamilies: 'RequireDualStack' } }), 'Service');
  expect(services).toHaveLength(6);
  const policies = services.map(({ spec }) => (spec as Record<string, unknown>).ipFamilyPolicy);
  expect(new Set(policies)).toEqual(new Set(['RequireDualStack']));
});
