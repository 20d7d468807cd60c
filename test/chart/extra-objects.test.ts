import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import { type KubernetesObject, differences, named } from './support/objects';
import { overlayText, plainOf, readOverlay, stack } from './support/stack';

const ALERT = 'Pod {{ $labels.pod }} of {{ .Release.Name }} restarts: {{`x`}} {{- end }}';
const objects: Json = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'banner' }, data: { alert: ALERT, number: '1e3' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'banner', namespace: 'elsewhere' }, data: {} },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high', labels: { 'app.kubernetes.io/instance': 'mine', team: 'a' }, annotations: { note: 'x' } },
    value: 1_000_000,
    globalDefault: false,
  },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a:b' }, rules: [] },
  { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'other' }, spec: {} },
];
const extra = plainOf({ extraObjects: objects });

function metadataOf(kind: string, name: string) {
  return named(extra, kind, name).metadata;
}

test('are objects of the release: in its namespace unless they say another or belong to none', () => {
  expect(metadataOf('ConfigMap', 'banner').namespace).toBe('chatbot-dev');
  expect(metadataOf('Cluster', 'other').namespace).toBe('chatbot-dev');
  expect(extra.filter(({ metadata }) => metadata.name === 'banner').map(({ metadata }) => metadata.namespace)).toEqual([
    'chatbot-dev',
    'elsewhere',
  ]);
  expect(metadataOf('PriorityClass', 'high')).not.toHaveProperty('namespace');
  expect(metadataOf('ClusterRole', 'a:b')).not.toHaveProperty('namespace');
});

test('are found by the label of the release, and keep what they say themselves', () => {
  expect(metadataOf('ConfigMap', 'banner').labels).toEqual({ 'app.kubernetes.io/instance': 'todo-chatbot' });
  expect(metadataOf('PriorityClass', 'high')).toEqual({
    name: 'high',
    labels: { 'app.kubernetes.io/instance': 'mine', team: 'a' },
    annotations: { note: 'x' },
  });
  expect(named(extra, 'PriorityClass', 'high')).toMatchObject({ value: 1_000_000, globalDefault: false });
});

test('reach the cluster as they are: nothing in them is a template', () => {
  expect(named(extra, 'ConfigMap', 'banner').data).toEqual({ alert: ALERT, number: '1e3' });
});

test('have a file each in the plain manifests, in their order', () => {
  const files = stack.plain({ environment: 'dev', values: { extraObjects: objects } }).map(({ file }) => file);
  expect(files.filter((file) => file.startsWith('extra-'))).toEqual([
    'extra-1-configmap-banner.yaml',
    'extra-2-configmap-banner.yaml',
    'extra-3-priorityclass-high.yaml',
    'extra-4-clusterrole-a-b.yaml',
    'extra-5-cluster-other.yaml',
  ]);
  expect(new Set(files).size).toBe(files.length);
});

test.each<[Json, string]>([
  [{ kind: 'ConfigMap', metadata: { name: 'x' } }, 'extraObjects[0].apiVersion: missing'],
  [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }, 'extraObjects[0].metadata.name: missing'],
  [{ apiVersion: 'v1', kind: 'configmap', metadata: { name: 'x' } }, 'extraObjects[0].kind: expected a kind such as'],
  [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: null },
    'extraObjects[0].data: expected a value',
  ],
])('%j is refused', (object, message) => {
  expect(() => readOverlay(overlayText({ extraObjects: [object] }))).toThrow(message);
});

describeWithHelm(4, 'Helm', (helm) => {
  const { path, chart } = chartFolder();
  const render = (values: Json): KubernetesObject[] => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(values));
    return objectsIn(helmTemplate(helm, chart, 'dev', file));
  };
  const isExtra = ({ apiVersion, kind, metadata }: KubernetesObject) =>
    (objects as unknown as KubernetesObject[]).some(
      (one) => one.apiVersion === apiVersion && one.kind === kind && one.metadata.name === metadata.name,
    );

  test('gives the same objects', () => {
    const withoutTwin = objects.filter((_, index) => index !== 1);
    const expected = plainOf({ extraObjects: withoutTwin }).filter(isExtra);
    expect(expected).toHaveLength(4);
    expect(differences(expected, render({ extraObjects: withoutTwin }).filter(isExtra))).toEqual([]);
  });

  test('refuses what is no object', () => {
    expect(() => render({ extraObjects: [{ kind: 'ConfigMap' }] })).toThrow(/apiVersion|metadata/);
  });
});
