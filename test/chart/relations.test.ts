import fc from 'fast-check';
import type { Json } from '../../constructs/values';
import { valueOf } from './support/arbitrary';
import { leavesOf, overlayOf, together } from './support/declared';
import {
  type KubernetesObject,
  type Workload,
  containersOf,
  isJob,
  keyOf,
  named,
  ofKind,
  selects,
  workloadsOf,
} from './support/objects';
import { declaration, environments, plainOf } from './support/stack';

interface ServiceSpec {
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly targetPort: number | string }[];
}

interface Target {
  readonly scaleTargetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly minReplicas: number;
}

describe.each(environments)('$environment', ({ environment, values }) => {
  const objects = plainOf(values, environment);
  const workloads = workloadsOf(objects);

  test('each Service has the pods of one workload, and their port', () => {
    // One without an address, for the names of a StatefulSet's pods, may stand beside.
    const services = ofKind(objects, 'Service').filter(({ metadata }) => !metadata.name.endsWith('-pods'));
    expect(services.map(({ metadata }) => metadata.name).sort()).toEqual(
      workloads
        .filter((one) => !isJob(one))
        .map(({ metadata }) => metadata.name)
        .sort(),
    );
    for (const { spec, metadata } of services) {
      const { selector, ports } = spec as unknown as ServiceSpec;
      const chosen = workloads.filter((workload) => selects(selector, workload.spec.template.metadata.labels));
      expect(chosen.map((workload) => workload.metadata.name)).toEqual([metadata.name]);
      const open = chosen.flatMap(containersOf).flatMap((container) => container.ports ?? []);
      for (const { port, targetPort } of ports)
        expect(open).toContainEqual(expect.objectContaining({ name: targetPort, containerPort: port }));
    }
  });

  test('each HorizontalPodAutoscaler has its target, which leaves the replicas to it', () => {
    const targets = ofKind(objects, 'HorizontalPodAutoscaler').map(
      ({ spec }) => (spec as unknown as Target).scaleTargetRef,
    );
    const scaled = ofKind(objects, 'Deployment').filter(({ spec }) => spec!.replicas === undefined);
    expect(targets).toEqual(
      scaled.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, name: metadata.name })),
    );
  });

  test('names, ServiceAccounts and ConfigMaps that pods refer to are there', () => {
    for (const { spec } of workloads) {
      const { serviceAccountName, volumes = [] } = spec.template.spec;
      named(objects, 'ServiceAccount', serviceAccountName!);
      for (const name of configMapsOf({ spec } as Workload)) named(objects, 'ConfigMap', name);
      for (const { persistentVolumeClaim: claim } of volumes)
        if (claim) named(objects, 'PersistentVolumeClaim', claim.claimName);
    }
  });

  test('everything is in the namespace of the environment', () => {
    const namespaced = objects.filter(({ kind }) => kind !== 'Namespace');
    expect(new Set(namespaced.map(({ metadata }) => metadata.namespace))).toEqual(new Set([`chatbot-${environment}`]));
    expect(named(objects, 'Namespace', `chatbot-${environment}`).metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });
});

const scales: readonly (readonly [string, Json, boolean])[] = [
  ['one replica', { replicas: 1 }, false],
  ['none', { replicas: 0 }, false],
  ['two', { replicas: 2 }, true],
  ['one at least', { replicas: 2, autoscaling: { enabled: true, minReplicas: 1 } }, false],
  ['two at least', { replicas: 1, autoscaling: { enabled: true, minReplicas: 2 } }, true],
  ['two at least, not in force', { replicas: 1, autoscaling: { enabled: false, minReplicas: 2 } }, false],
];

describe('a PodDisruptionBudget is exactly where two replicas are', () => {
  test.each(scales)('%s', (_, scale, isProtected) => {
    const names = ['frontend', 'backend', 'agent', 'mcp', 'model'];
    const objects = plainOf(together(...names.map((name) => ({ [name]: scale }))));
    const budgets = ofKind(objects, 'PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.name).sort()).toEqual(isProtected ? names.sort() : []);
  });

  test.each(environments)('$environment', ({ environment, values }) => {
    const objects = plainOf(values, environment);
    const scaled = ofKind(objects, 'HorizontalPodAutoscaler');
    const leastOf = ({ spec, metadata }: KubernetesObject) =>
      spec!.replicas ??
      (scaled.find((one) => one.metadata.name === metadata.name)!.spec as unknown as Target).minReplicas;
    const several = workloadsOf(objects).filter((one) => !isJob(one) && leastOf(one) >= 2);
    const budgets = ofKind(objects, 'PodDisruptionBudget');
    expect(budgets).toHaveLength(several.length);
    for (const { spec } of budgets) {
      expect(
        several.filter((one) => selects(spec!.selector!.matchLabels!, one.spec.template.metadata.labels)),
      ).toHaveLength(1);
    }
  });
});

describe('pods start anew when their configuration changes', () => {
  const base = { backup: { enabled: true } };
  const before = plainOf(base);

  test('each workload with a ConfigMap has its checksum', () => {
    for (const workload of workloadsOf(before)) {
      if (configMapsOf(workload).length > 0)
        expect([keyOf(workload), checksumsOf(workload)]).toEqual([
          keyOf(workload),
          [expect.stringMatching(/^[0-9a-f]{64}$/)],
        ]);
    }
  });

  test('and only then', () => {
    const old = new Map(workloadsOf(before).map((workload) => [nameOf(workload), statesOf(workload, before)]));
    const wrong: string[] = [];
    let changes = 0;
    for (const { path, declaration: leaf } of leavesOf(declaration)) {
      for (const value of fc.sample(valueOf(leaf), { numRuns: 2, seed: 1 })) {
        const after = plainOf(together(base, overlayOf(path, value)));
        for (const workload of workloadsOf(after)) {
          const [was, is] = [old.get(nameOf(workload)), statesOf(workload, after)];
          // One that there is under this value only has nothing to start anew.
          if (!was) continue;
          if (was.config !== is.config) changes++;
          if ((was.config !== is.config) !== (was.checksums !== is.checksums))
            wrong.push(`${path.join('.')}: ${nameOf(workload)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(changes).toBeGreaterThan(20);
  }, 60_000);
});

function configMapsOf(workload: Workload): string[] {
  const { volumes = [] } = workload.spec.template.spec;
  const read = containersOf(workload).flatMap(({ envFrom = [] }) =>
    envFrom.flatMap(({ configMapRef }) => configMapRef?.name ?? []),
  );
  return [...new Set([...read, ...volumes.flatMap(({ configMap }) => configMap?.name ?? [])])];
}

function nameOf({ spec }: Workload): string {
  return spec.template.metadata.labels['app.kubernetes.io/name']!;
}

function statesOf(workload: Workload, objects: readonly KubernetesObject[]) {
  return { config: configOf(workload, objects), checksums: checksumsOf(workload).join() };
}

function configOf(workload: Workload, objects: readonly KubernetesObject[]): string {
  // One that people name in the values is not the chart's to watch.
  const own = configMapsOf(workload).filter((name) =>
    ofKind(objects, 'ConfigMap').some(({ metadata }) => metadata.name === name),
  );
  return JSON.stringify(own.map((name) => named(objects, 'ConfigMap', name).data));
}

function checksumsOf({ spec }: Workload): string[] {
  const annotations = Object.entries(spec.template.metadata.annotations ?? {});
  return annotations.filter(([key]) => key.startsWith('checksum/')).map(([, value]) => value);
}
