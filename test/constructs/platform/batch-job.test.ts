import { App, Chart } from 'cdk8s';
import { BatchJob, type BatchJobProps, ChatbotError, WebService } from '../../../constructs';
import { type Tree, at, literalResources as resources } from '../support/literals';

const props: BatchJobProps = { image: 'example/loader:1.0.0', resources, args: ['load'] };

/** The objects that stock cdk8s makes of a Job with literal props, by kind. */
function objectsOf(overrides: Partial<BatchJobProps> = {}): Record<string, Tree> {
  const chart = new Chart(new App(), 'bot', { namespace: 'bots' });
  new BatchJob(chart, 'load', { ...props, ...overrides });
  return Object.fromEntries((chart.toJson() as { kind: string }[]).map((one) => [one.kind, one as unknown as Tree]));
}

const POD = 'spec.template.spec';
const CONTAINER = `${POD}.containers.0`;

describe('BatchJob with literals under stock cdk8s', () => {
  test('makes a Job, a ServiceAccount without a token and a NetworkPolicy', () => {
    const objects = objectsOf();
    expect(Object.keys(objects).sort()).toEqual(['Job', 'NetworkPolicy', 'ServiceAccount']);
    expect(at(objects.Job, `${POD}.automountServiceAccountToken`)).toBe(false);
    expect(at(objects.Job, `${POD}.serviceAccountName`)).toBe('load');
    expect(at(objects.NetworkPolicy, 'spec')).not.toHaveProperty('ingress');
  });

  test('has a name that changes with its pods, and with nothing else', () => {
    const name = (overrides: Partial<BatchJobProps>) => at(objectsOf(overrides).Job, 'metadata.name');
    expect(name({})).toMatch(/^load-[0-9a-f]{8}$/);
    expect(name({ backoffLimit: 7, ttlSecondsAfterFinished: 1, activeDeadlineSeconds: 5 })).toBe(name({}));
    expect(name({ args: ['unload'] })).not.toBe(name({}));
    expect(name({ settings: { LEVEL: 'info' } })).not.toBe(name({ settings: { LEVEL: 'debug' } }));
    expect(name({ scripts: { 'a.sh': 'true' } })).not.toBe(name({ scripts: { 'a.sh': 'false' } }));
  });

  test('ends: after a deadline, a number of attempts, and for good', () => {
    expect(at(objectsOf().Job, 'spec')).toMatchObject({
      activeDeadlineSeconds: 600,
      backoffLimit: 2,
      ttlSecondsAfterFinished: 3600,
    });
    expect(at(objectsOf().Job, `${POD}.restartPolicy`)).toBe('Never');
  });

  test('is restricted, with a read-only root and the folders that it names', () => {
    const { Job } = objectsOf({ writable: { '/data': '1Gi' }, user: 999 });
    expect(at(Job, `${POD}.securityContext`)).toMatchObject({ runAsNonRoot: true, runAsUser: 999 });
    expect(at(Job, `${CONTAINER}.securityContext`)).toMatchObject({ readOnlyRootFilesystem: true });
    expect(at(Job, `${CONTAINER}.volumeMounts`)).toEqual([{ name: 'data', mountPath: '/data' }]);
    expect(at(Job, `${CONTAINER}.resources.limits`)).toEqual({
      cpu: '500m',
      memory: '256Mi',
      'ephemeral-storage': '256Mi',
    });
  });

  test('has settings in its pod, secrets as files, and what is added to them last', () => {
    const { Job } = objectsOf({
      environment: { LEVEL: 'info' },
      secrets: [{ secretName: 'keys', key: 'k', variable: 'KEY_FILE' }],
      extraEnv: [{ name: 'LEVEL', value: 'debug' }],
    });
    expect(at(Job, `${CONTAINER}.env`)).toEqual([
      { name: 'LEVEL', value: 'info' },
      { name: 'KEY_FILE', value: '/run/secrets/chatbot/key/value' },
      { name: 'LEVEL', value: 'debug' },
    ]);
  });

  test('finds its scripts in a folder, and a claim where it is told', () => {
    const source = { persistentVolumeClaim: { claimName: 'store' } };
    const objects = objectsOf({
      scripts: { 'run.sh': 'exit 0' },
      volumes: [{ name: 'store', source, mountPath: '/store', readOnly: true }],
    });
    expect(at(objects.ConfigMap, 'data')).toEqual({ 'run.sh': 'exit 0' });
    expect(at(objects.Job, `${POD}.volumes`)).toContainEqual({ name: 'scripts', configMap: { name: 'load-scripts' } });
    expect(at(objects.Job, `${POD}.volumes`)).toContainEqual({ name: 'store', ...source });
    expect(at(objects.Job, `${CONTAINER}.volumeMounts`)).toContainEqual({
      name: 'store',
      mountPath: '/store',
      readOnly: true,
    });
  });

  test('gets a token, a Role and the way to the API server by its rules', () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }];
    const objects = objectsOf({ rules, dns: false });
    expect(at(objects.Role, 'rules')).toEqual(rules);
    expect(at(objects.RoleBinding, 'subjects.0.namespace')).toBe('bots');
    expect(at(objects.Job, `${POD}.automountServiceAccountToken`)).toBe(true);
    expect(at(objects.NetworkPolicy, 'spec.egress')).toEqual([
      { ports: [443, 6443, 8443].map((port) => ({ port, protocol: 'TCP' })) },
    ]);
  });
});

test('opens the way to a service, on both ends', () => {
  const chart = new Chart(new App(), 'bot');
  const job = new BatchJob(chart, 'load', props);
  const service = new WebService(chart, 'api', { image: 'example/bot:1.0.0', port: 8000, resources });
  job.traffic.to(service.traffic, service.port);
  const policies = (chart.toJson() as Tree[]).filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map((policy) => at(policy, 'spec.egress.length'))).toEqual([2, 1]);
  expect(at(policies[1], 'spec.ingress.0.from.0.podSelector.matchLabels')).toMatchObject({
    'app.kubernetes.io/name': 'load',
  });
});

test("beside another Job it has that one's account, policy, settings and place, and a label of its own", () => {
  const chart = new Chart(new App(), 'bot');
  const first = new BatchJob(chart, 'load', { ...props, settings: { LEVEL: 'info' }, nodeSelector: { disk: 'ssd' } });
  const second = new BatchJob(chart, 'unload', { ...props, beside: first, nodeSelector: { disk: 'none' } });
  expect(second.traffic).toBe(first.traffic);
  const objects = chart.toJson() as Tree[];
  expect(objects.map(({ kind }) => kind)).toEqual(['ServiceAccount', 'NetworkPolicy', 'ConfigMap', 'Job', 'Job']);
  const job = objects[4];
  expect(at(job, 'metadata.name')).toMatch(/^unload-/);
  expect(at(job, `${POD}.serviceAccountName`)).toBe('load');
  expect(at(job, `${POD}.nodeSelector`)).toEqual({ disk: 'ssd' });
  expect(at(job, `${CONTAINER}.envFrom`)).toEqual([{ configMapRef: { name: 'load' } }]);
  expect(at(job, 'metadata.labels')).toMatchObject({
    'app.kubernetes.io/name': 'load',
    'app.kubernetes.io/component': 'unload',
  });
});

test('as a hook of Helm it is one of Argo CD too, with all that surrounds it before it', () => {
  const objects = objectsOf({ hook: { events: ['pre-upgrade'] } });
  const hookOf = (kind: string) => at(objects[kind], 'metadata.annotations') as unknown;
  expect(hookOf('Job')).toMatchObject({
    'argocd.argoproj.io/hook': 'PreSync',
    'argocd.argoproj.io/sync-wave': '0',
  });
  expect(hookOf('ServiceAccount')).toMatchObject({ 'argocd.argoproj.io/sync-wave': '-1' });
  expect(at(objectsOf({ hook: { events: ['post-install'] } }).Job, 'metadata.annotations')).toMatchObject({
    'argocd.argoproj.io/hook': 'PostSync',
  });
  expect(at(objectsOf({ hook: { events: ['test'] } }).Job, 'metadata')).not.toHaveProperty('annotations');
});

test('refuses what no pod could run, and names the construct', () => {
  const wrong = (overrides: Partial<BatchJobProps>) => () => objectsOf(overrides);
  expect(wrong({ user: 0 })).toThrow(ChatbotError);
  expect(wrong({ user: 0 })).toThrow('bot/load: the user 0 is root');
  expect(wrong({ image: 'example/loader:latest' })).toThrow('bot/load: the image example/loader:latest has the tag');
  expect(wrong({ activeDeadlineSeconds: 0 })).toThrow(
    'bot/load: activeDeadlineSeconds: expected a whole number from 1',
  );
  const nowhere = () => new BatchJob(new Chart(new App(), 'bot'), 'load', { ...props, rules: [] });
  expect(nowhere).toThrow('bot/load: rules need the namespace of its account');
});
