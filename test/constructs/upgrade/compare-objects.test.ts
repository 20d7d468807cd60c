import { type KubernetesObject, compareObjects, titleOf } from '../../../constructs/upgrade';
import type { Json } from '../../../constructs/values';

type Change = (object: { [key: string]: Json }) => void;

const labels = { app: 'api' };
const claim = (name: string, storage: string, more: object = {}) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more },
});

const OBJECTS = {
  deployment: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api' },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  },
  statefulSet: {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db' },
    spec: {
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: { metadata: { labels: { app: 'db' } } },
      volumeClaimTemplates: [claim('data', '5Gi')],
    },
  },
  service: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api' },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8000 }] },
  },
  headless: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'db' },
    spec: { clusterIP: 'None', ports: [{ port: 5432 }] },
  },
  claim: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim('files', '10Gi') },
  job: {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'init' },
    spec: { template: { spec: { containers: [{ image: 'a:1' }] } } },
  },
  binding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'make' },
    roleRef: { kind: 'Role', name: 'make' },
  },
  secret: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'key' }, immutable: true, data: { key: 'YQ==' } },
  config: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { LEVEL: 'info' } },
  cluster: {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'pg' },
    spec: { instances: 3, storage: { size: '20Gi' } },
  },
} as const;

type Name = keyof typeof OBJECTS;

// structuredClone gives jest objects of another realm.
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** What is found when one of the objects changes; with nothing for a change, when it goes. */
function foundWhen(name: Name, change: Change | undefined, before: Change = () => undefined): string[] {
  const old = copyOf(OBJECTS) as unknown as Record<Name, { [key: string]: Json }>;
  before(old[name]);
  const fresh = copyOf(old);
  if (change) change(fresh[name]);
  else Reflect.deleteProperty(fresh, name);
  const found = compareObjects(Object.values(old), Object.values(fresh));
  for (const { reason, advice } of found) expect(`${reason} ${advice}`).toMatch(/\. .+\.$/);
  return found.map(titleOf);
}

/** Sets what stands at a path of keys and positions, or removes it. */
function set(path: string, value: unknown): Change {
  const keys = path.split('.');
  const last = keys.pop()!;
  return (object) => {
    const target = keys.reduce<Record<string, unknown>>((tree, key) => tree[key] as Record<string, unknown>, object);
    if (value === undefined) Reflect.deleteProperty(target, last);
    else target[last] = value;
  };
}

const BREAKS: readonly (readonly [name: Name, edit: Change | undefined, found: RegExp])[] = [
  [
    'deployment',
    set('spec.selector.matchLabels', { app: 'a' }),
    /^Deployment api: spec.selector changes from .*"api".* to .*"a"/,
  ],
  ['statefulSet', set('spec.serviceName', 'x'), /^StatefulSet db: spec.serviceName changes from "db" to "x"/],
  ['statefulSet', set('spec.podManagementPolicy', 'Parallel'), /podManagementPolicy changes from "OrderedReady"/],
  ['statefulSet', set('spec.volumeClaimTemplates.0.metadata.name', 'disk'), /claim "data" is renamed to "disk"/],
  ['statefulSet', set('spec.volumeClaimTemplates', [claim('data', '4Gi')]), /claim "data" shrinks from 5Gi to 4Gi/],
  ['statefulSet', set('spec.volumeClaimTemplates', [claim('data', '9Gi')]), /claim "data" grows from 5Gi to 9Gi/],
  ['statefulSet', set('spec.volumeClaimTemplates.1', claim('wal', '1Gi')), /claim "wal" is new/],
  ['statefulSet', set('spec.volumeClaimTemplates', undefined), /claim "data" is gone/],
  ['statefulSet', set('spec.volumeClaimTemplates.0.metadata.labels', labels), /claim "data" changes in more/],
  ['statefulSet', set('spec.volumeClaimTemplates.0.spec.storageClassName', 'ssd'), /claim "data" changes in more/],
  ['statefulSet', undefined, /^StatefulSet db: is gone$/],
  ['statefulSet', set('metadata.name', 'database'), /^StatefulSet db: is gone; renamed to database\?$/],
  ['service', set('spec.type', 'LoadBalancer'), /^Service api: its type changes from ClusterIP to LoadBalancer/],
  ['service', set('spec.clusterIP', 'None'), /clusterIP changes from one that is chosen to None/],
  ['headless', set('spec.clusterIP', undefined), /clusterIP changes from None to one that is chosen/],
  ['service', set('spec.ports.0.name', 'web'), /^Service api: port "http" is gone/],
  ['service', set('spec.ports.0.port', 81), /port "http" changes its port from 80 to 81/],
  ['service', set('spec.ports.0.protocol', 'UDP'), /port "http" changes its protocol from TCP to UDP/],
  ['headless', set('spec.ports', []), /^Service db: port 5432 is gone/],
  ['service', set('spec.selector', { role: 'api' }), /^Service api: its selector changes/],
  ['claim', set('spec.resources.requests.storage', '1Gi'), /^PersistentVolumeClaim files: .* shrinks from 10Gi to 1Gi/],
  ['claim', set('spec.accessModes', ['ReadWriteMany']), /^PersistentVolumeClaim files: its spec changes/],
  ['claim', undefined, /^PersistentVolumeClaim files: is gone/],
  ['job', set('spec.template.spec.containers.0.image', 'a:2'), /^Job init: spec.template changes/],
  ['binding', set('roleRef.name', 'other'), /^RoleBinding make: roleRef changes/],
  ['secret', set('data.key', 'Yg=='), /^Secret key: data changes, and the object is immutable/],
  ['secret', set('immutable', undefined), /^Secret key: immutable changes/],
  ['secret', set('type', 'kubernetes.io/tls'), /^Secret key: type changes from "Opaque"/],
  ['cluster', set('spec.storage.size', '10Gi'), /^Cluster pg: spec.storage.size shrinks/],
  ['cluster', undefined, /^Cluster pg: is gone/],
];

test.each(BREAKS)('%s breaks: %#', (name, edit, expected) => {
  const found = foundWhen(name, edit);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(expected);
});

const HARMLESS: readonly (readonly [name: Name, edit: Change | undefined])[] = [
  ['deployment', set('spec.template.spec', { containers: [] })],
  ['deployment', undefined],
  ['statefulSet', set('spec.podManagementPolicy', 'OrderedReady')],
  ['statefulSet', set('spec.persistentVolumeClaimRetentionPolicy', { whenDeleted: 'Retain' })],
  ['statefulSet', set('spec.volumeClaimTemplates.0.spec.volumeMode', 'Filesystem')],
  ['statefulSet', set('apiVersion', 'apps/v2')],
  ['statefulSet', set('metadata.namespace', 'check-upgrade')],
  ['service', set('spec.type', 'ClusterIP')],
  ['service', set('spec.ports.0.targetPort', 'http')],
  ['service', set('spec.ports.1', { name: 'metrics', port: 9090 })],
  ['service', set('spec.selector', { app: 'api' })],
  ['claim', set('spec.resources.requests.storage', '20Gi')],
  ['job', set('spec.backoffLimit', 3)],
  ['job', set('metadata.name', 'init-2')],
  ['config', set('data.LEVEL', 'debug')],
  ['config', set('immutable', true)],
  ['cluster', set('spec.storage.size', '40Gi')],
];

test.each(HARMLESS)('%s does not break: %#', (name, edit) => {
  expect(foundWhen(name, edit)).toEqual([]);
});

test('an object that Helm makes anew may change, one that it keeps may not', () => {
  const image = set('spec.template.spec.containers.0.image', 'a:2');
  const hook = (policy: object) => set('metadata.annotations', { 'helm.sh/hook': 'pre-upgrade', ...policy });
  expect(foundWhen('job', image, hook({}))).toEqual([]);
  expect(foundWhen('job', image, hook({ 'helm.sh/hook-delete-policy': 'hook-failed' }))).toHaveLength(1);
});

test('a claim that Helm keeps may leave the chart', () => {
  const keep = set('metadata.annotations', { 'helm.sh/resource-policy': 'keep' });
  expect(foundWhen('claim', undefined, keep)).toEqual([]);
});

test('an object of another namespace is another object', () => {
  const moved = set('metadata.namespace', 'elsewhere');
  expect(foundWhen('statefulSet', moved)).toEqual([expect.stringContaining('is gone')]);
});

test('the same objects break nothing', () => {
  const objects = Object.values(OBJECTS) as unknown as KubernetesObject[];
  expect(compareObjects(objects, copyOf(objects))).toEqual([]);
});
