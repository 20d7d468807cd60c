import { App } from 'cdk8s';
import { TodoChatbot } from '../../constructs/chatbot';
import type { Container } from '../../constructs/platform';
import { SynthesizedChart, parseQuantity } from '../../constructs/synth';
import { leavesOf, overlayOf, together } from './support/declared';
import { type Workload, containersOf, isJob, named, selects, workloadsOf } from './support/objects';
import { declaration, environments, plainOf } from './support/stack';

const longestAnswer = { global: { longestAnswerSeconds: 3600 } };
const cases = environments.flatMap(({ environment, values }) =>
  workloadsOf(plainOf(values, environment)).map((workload) => ({
    environment,
    name: workload.metadata.name,
    workload,
  })),
);
const served = cases.filter(({ workload }) => !isJob(workload));
const deployments = served.filter(({ workload }) => workload.kind === 'Deployment');

test('every environment has all its workloads', () => {
  const kinds = cases.map(({ environment, workload }) => `${environment} ${workload.kind}`);
  expect(kinds.filter((kind) => kind === 'dev Deployment')).toHaveLength(5);
  expect(kinds.filter((kind) => kind === 'prod Deployment')).toHaveLength(4);
  for (const { environment } of environments) expect(kinds).toContain(`${environment} Job`);
  const stateful = kinds.filter((kind) => kind.endsWith('StatefulSet')).map((kind) => kind.split(' ')[0]);
  expect(stateful).toEqual(['dev', 'prod-ollama', 'prod-ollama', 'prod', 'staging']);
});

describe.each(cases)('$environment $name', ({ workload }) => {
  const { spec, metadata } = workload.spec.template;
  const containers = containersOf(workload);

  test('is restricted, with a read-only root', () => {
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.securityContext!.runAsUser).toBeGreaterThan(0);
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'hostUsers']) expect(spec).not.toHaveProperty(field);
    for (const { securityContext, ports = [] } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      for (const port of ports) expect(port).not.toHaveProperty('hostPort');
    }
    const allowed = ['configMap', 'emptyDir', 'secret', 'projected', 'persistentVolumeClaim'];
    const volumes = (spec.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
    expect(volumes.filter((kind) => !allowed.includes(kind))).toEqual([]);
  });

  test('has a token only where it talks to the API server', () => {
    const name = metadata.labels['app.kubernetes.io/name'];
    expect(spec.automountServiceAccountToken).toBe(name === 'create-secrets');
    expect(spec.serviceAccountName).toBe(name);
  });

  test('asks for CPU, memory and ephemeral storage, and is limited in them', () => {
    for (const { resources } of containers) {
      for (const amount of ['cpu', 'memory', 'ephemeral-storage']) {
        const [least, most] = [resources?.requests, resources?.limits].map((amounts) =>
          parseQuantity(String(amounts?.[amount])),
        );
        expect(least).toBeGreaterThan(0);
        expect(most).toBeGreaterThanOrEqual(least!);
      }
    }
  });

  test("keeps the chart's version off pods and selectors", () => {
    expect(workload.metadata.labels).toHaveProperty(['app.kubernetes.io/version']);
    expect(JSON.stringify(workload.spec)).not.toContain('app.kubernetes.io/version');
  });
});

describe.each(served)('$environment $name', ({ workload }) => {
  const { spec, metadata } = workload.spec.template;

  test('has three probes that mean different things', () => {
    for (const { startupProbe, readinessProbe, livenessProbe } of spec.containers) {
      const [start, ready, live] = [startupProbe!, readinessProbe!, livenessProbe!];
      expect(actionOf(ready)).not.toEqual(actionOf(live));
      if (ready.httpGet)
        expect([ready.httpGet.path, live.httpGet?.path, start.httpGet?.path]).toEqual([
          '/readyz',
          '/healthz',
          '/healthz',
        ]);
      const patience = [start, live, ready].map(
        ({ periodSeconds = 10, failureThreshold = 3 }) => periodSeconds * failureThreshold,
      );
      // A start may take long; a process is given up later than it loses its traffic.
      expect(patience[0]).toBeGreaterThanOrEqual(60);
      expect(patience[1]).toBeGreaterThan(patience[2]!);
    }
  });

  test('spreads over nodes', () => {
    expect(spec.topologySpreadConstraints!.map(({ topologyKey }) => topologyKey)).toContain('kubernetes.io/hostname');
    for (const { labelSelector } of spec.topologySpreadConstraints!) {
      expect(selects(labelSelector!.matchLabels!, metadata.labels)).toBe(true);
    }
    expect(selects(workload.spec.selector!.matchLabels!, metadata.labels)).toBe(true);
  });
});

describe.each(deployments)('$environment $name', ({ workload, name, environment }) => {
  test('is replaced without a gap, or said to have failed', () => {
    expect(workload.spec.strategy).toMatchObject({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } });
    expect(workload.spec.progressDeadlineSeconds).toBeGreaterThan(0);
  });

  test('ends when its longest answer has', () => {
    const { values } = environments.find((one) => one.environment === environment)!;
    for (const [overlay, seconds] of [
      [{}, 120],
      [longestAnswer, 3600],
    ] as const) {
      const objects = plainOf(together(values, overlay), environment);
      const { spec } = (named(objects, 'Deployment', name) as Workload).spec.template;
      const pause = Number(spec.containers[0]!.lifecycle!.preStop!.exec!.command!.at(-1));
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(seconds + pause);
    }
  });
});

test('the database may finish what it writes', () => {
  const { spec } = (named(plainOf({}), 'StatefulSet', 'database') as Workload).spec.template;
  expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(30);
});

test('a new version of the chart changes no pod whose image stays', () => {
  const tags = leavesOf(declaration)
    .filter(({ path }) => path.at(-1) === 'tag')
    .map(({ path }) => overlayOf(path, 'same'));
  const values = together(...tags);
  const podsOf = (version: string) => {
    const chart = new SynthesizedChart(new TodoChatbot(new App(), 'todo-chatbot', { version }));
    const objects = chart.plain({ environment: 'dev', values }).map(({ json }) => json as unknown as Workload);
    return workloadsOf(objects).map(({ spec, metadata }) => [
      metadata.name,
      spec.template,
      spec.selector,
      spec.volumeClaimTemplates,
    ]);
  };
  expect(podsOf('9.9.9')).toEqual(podsOf('0.1.0'));
});

test.each([
  ['', /^(todo-chatbot\/[a-z]+:0\.1\.0|postgres:\d+|ollama\/ollama:[\d.]+|node:[-\w.]+)$/],
  ['registry.example.com:5000/team', /^registry\.example\.com:5000\/team\/[-a-z/]+:[-\w.]+$/],
])('every image comes from the registry "%s"', (imageRegistry, pattern) => {
  for (const { environment, values } of environments) {
    const images = workloadsOf(plainOf(together(values, { global: { imageRegistry } }), environment)).flatMap(
      containersOf,
    );
    for (const { image } of images) expect(image).toMatch(pattern);
  }
});

function actionOf({ httpGet, exec, tcpSocket, grpc }: NonNullable<Container['livenessProbe']>) {
  return { httpGet, exec, tcpSocket, grpc };
}
