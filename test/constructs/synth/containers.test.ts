import { checkContainers } from '../../../constructs/synth/containers';

test.each([
  [
    'of one container',
    [{ name: 'till', ports: [port('http', 3000), port('metrics', 3000)] }],
    'till/http and till/metrics',
  ],
  [
    'of two',
    [
      { name: 'till', ports: [{ containerPort: 3000 }] },
      { name: 'proxy', ports: [port('web', 3000)] },
    ],
    'till and proxy/web',
  ],
])('refuses two ports %s that are one', (_, containers, both) => {
  expect(() => checkContainers(podOf(containers), 'dev')).toThrow(
    `dev: Deployment till: the ports ${both} are both 3000; give one of them another number`,
  );
});

test('takes one number for two protocols', () => {
  const dns = { name: 'dns', ports: [port('tcp', 5353), { ...port('udp', 5353), protocol: 'UDP' }] };
  expect(() => checkContainers(podOf([dns]), 'dev')).not.toThrow();
});

function port(name: string, containerPort: number) {
  return { name, containerPort, protocol: 'TCP' };
}

function podOf(containers: readonly object[]) {
  const json = { kind: 'Deployment', metadata: { name: 'till' }, spec: { template: { spec: { containers } } } };
  return [{ json, file: 'till' }] as unknown as Parameters<typeof checkContainers>[0];
}
