import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type PlainObject, budgetOf, peakOf } from '../../../constructs/synth';
import { checkQuotas } from '../../../constructs/synth/quota';

const container = (memory: string) => ({
  name: 'one',
  resources: { requests: { cpu: '100m', memory }, limits: { cpu: '200m', memory } },
});
const podWith = (containers: object[], initContainers: object[] = []) => ({ spec: { containers, initContainers } });
const object = (kind: string, name: string, spec: object, apiVersion = 'v1') =>
  ({ file: name, json: { apiVersion, kind, metadata: { name }, spec } }) as unknown as PlainObject;
const scaler = object('HorizontalPodAutoscaler', 'web', {
  scaleTargetRef: { name: 'web' },
  minReplicas: 2,
  maxReplicas: 5,
});
const GIBI = 2 ** 30;

describe('what an environment needs at most', () => {
  test('is everything scaled up, replaced meanwhile, with every Job', () => {
    const claim = { spec: { resources: { requests: { storage: '1Gi' } } } };
    const objects = [
      object('Deployment', 'web', {
        strategy: { rollingUpdate: { maxSurge: 1 } },
        template: podWith([container('1Gi')]),
      }),
      scaler,
      object('StatefulSet', 'store', {
        replicas: 2,
        template: podWith([container('2Gi')]),
        volumeClaimTemplates: [claim],
      }),
      object('CronJob', 'sweep', { jobTemplate: { spec: { parallelism: 2, template: podWith([container('1Gi')]) } } }),
      object('PersistentVolumeClaim', 'shelf', claim.spec),
    ];
    expect(peakOf(objects)).toEqual({
      pods: 10,
      'requests.cpu': 1,
      'requests.memory': 12 * GIBI,
      'limits.cpu': 2,
      'limits.memory': 12 * GIBI,
      persistentvolumeclaims: 3,
      'requests.storage': 3 * GIBI,
    });
    expect(budgetOf(objects)).toMatchObject({ pods: 4, jobs: 2, limits: { memory: 8 * GIBI } });
  });

  test.each([
    ['a quarter more, unless it says so', {}, 5],
    ['a percentage, rounded up', { rollingUpdate: { maxSurge: '10%' } }, 5],
    ['none where it is made anew', { type: 'Recreate' }, 4],
  ])('counts the pods of a rolling update: %s', (_, strategy, pods) => {
    const spec = { replicas: 4, strategy, template: podWith([container('1Gi')]) };
    expect(peakOf([object('Deployment', 'web', spec)]).pods).toBe(pods);
  });

  test('counts of a pod what runs at once: sidecars too, and the init container that needs more', () => {
    const memoryOf = (...before: object[]) => {
      const spec = { template: podWith([container('1Gi'), container('1Gi')], before) };
      return peakOf([object('StatefulSet', 'web', spec)])['limits.memory']! / GIBI;
    };
    expect(memoryOf(container('1Gi'))).toBe(2);
    expect(memoryOf(container('3Gi'))).toBe(3);
    expect(memoryOf({ ...container('1Gi'), restartPolicy: 'Always' })).toBe(3);
  });

  test("counts each instance of CloudNativePG's cluster, and no other kind of that name", () => {
    const cluster = { instances: 3, resources: container('1Gi').resources };
    expect(peakOf([object('Cluster', 'db', cluster, 'postgresql.cnpg.io/v1')])).toMatchObject({ pods: 3 });
    expect(peakOf([object('Cluster', 'db', cluster, 'cluster.x-k8s.io/v1')]).pods).toBe(0);
  });
});

const web = object('Deployment', 'web', { replicas: 2, template: podWith([container('1Gi')]) });

test('a quota that stops a rolling update is refused, and one that admits it is not', () => {
  const quota = (memory: string) => object('ResourceQuota', 'quota', { hard: { pods: '3', 'limits.memory': memory } });
  expect(() => checkQuotas('shop', 'dev', [web, quota('3Gi')])).not.toThrow();
  expect(() => checkQuotas('shop', 'dev', [web, quota('2Gi')])).toThrow(
    'shop: the ResourceQuota quota of dev does not admit a rolling update with everything scaled up: ' +
      'limits.memory is 2Gi, and 3072Mi are needed; raise it, or lower replicas or resources',
  );
});

test('a LimitRange that refuses a container is refused', () => {
  const range = (memory: string) => object('LimitRange', 'range', { limits: [{ type: 'Container', max: { memory } }] });
  expect(() => checkQuotas('shop', 'dev', [web, range('1Gi')])).not.toThrow();
  expect(() => checkQuotas('shop', 'dev', [web, range('512Mi')])).toThrow(
    'shop: dev: Deployment web: the container one may take 1Gi of memory, and the LimitRange allows 512Mi;',
  );
});

describe('npm run synth', () => {
  const folder = mkdtempSync(join(tmpdir(), 'synth-'));
  const run = (text: string) => {
    cpSync('helm', join(folder, 'helm'), { recursive: true });
    writeFileSync(join(folder, 'helm/todo-chatbot/values-dev.yaml'), text);
    const args = ['-r', resolve('register.js'), resolve('main.ts')];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('prints what each environment takes', () => {
    const { status, stdout } = run(readFileSync('helm/todo-chatbot/values-dev.yaml', 'utf8'));
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^chart +environment +files +objects +pods +Jobs +CPU requests +limits +memory requests +limits$/m,
    );
    expect(stdout).toMatch(/^todo-chatbot +dev +\d+ +\d+ +6 +[1-9]\d* +\d+m +\d+m +\d+Mi +\d+Mi$/m);
  });

  test.each([
    ['the budget of dev', 'backend: { replicas: 8 }\n', /the pods of dev may take \d+Mi of memory .* budget is 4Gi/],
    ['its quota', 'namespace: { quota: { enabled: true, pods: 3 } }\n', /quota of dev does not admit a rolling update/],
  ])('refuses an overlay above %s, and writes nothing', (_, text, message) => {
    const { status, stderr } = run(text);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('Nothing was written');
  });
});
