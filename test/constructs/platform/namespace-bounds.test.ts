import { App, Chart } from 'cdk8s';
import { ContainerBounds, NamespaceQuota } from '../../../constructs/platform';

const some = { cpu: '1', memory: '1Gi', ephemeralStorage: '2Gi' };
const more = { cpu: '2', memory: '3Gi', ephemeralStorage: '4Gi' };
const resources = { requests: some, limits: more };

test('a quota of literals', () => {
  const chart = new Chart(new App(), 'bot');
  new NamespaceQuota(chart, 'quota', { pods: 5, resources, claims: 1, storage: '10Gi' });
  expect(chart.toJson()).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {
        name: 'quota',
        labels: { 'app.kubernetes.io/name': 'quota', 'app.kubernetes.io/instance': 'bot' },
      },
      spec: {
        hard: {
          pods: '5',
          'requests.cpu': '1',
          'requests.memory': '1Gi',
          'requests.ephemeral-storage': '2Gi',
          'limits.cpu': '2',
          'limits.memory': '3Gi',
          'limits.ephemeral-storage': '4Gi',
          persistentvolumeclaims: '1',
          'requests.storage': '10Gi',
        },
      },
    },
  ]);
});

test('bounds of containers, of literals; those that are off are not there', () => {
  const chart = new Chart(new App(), 'bot');
  new ContainerBounds(chart, 'off', { enabled: false, defaults: resources, most: more });
  new ContainerBounds(chart, 'bounds', { defaults: resources, most: more });
  const [range, ...others] = chart.toJson() as { readonly spec: object }[];
  expect(others).toEqual([]);
  expect(range!.spec).toEqual({
    limits: [
      {
        type: 'Container',
        defaultRequest: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '2Gi' },
        default: { cpu: '2', memory: '3Gi', 'ephemeral-storage': '4Gi' },
        max: { cpu: '2', memory: '3Gi', 'ephemeral-storage': '4Gi' },
      },
    ],
  });
});
