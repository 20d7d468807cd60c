import { App, Chart } from 'cdk8s';
import { ChatbotError, WebService, type WebServiceProps } from '../../../constructs';
import { type Tree, at, literalResources as resources } from '../support/literals';

const props: WebServiceProps = { image: 'example/bot:1.0.0', port: 8000, resources };

/** The objects that stock cdk8s makes of a service with literal props, by kind. */
function objectsOf(overrides: Partial<WebServiceProps> = {}): Record<string, Tree> {
  const chart = new Chart(new App(), 'bot');
  new WebService(chart, 'api', { ...props, ...overrides });
  return Object.fromEntries(
    (chart.toJson() as { kind: string }[]).map((object) => [object.kind, object as unknown as Tree]),
  );
}

const POD = 'spec.template.spec';

describe('WebService with literals under stock cdk8s', () => {
  test('makes a Deployment, a Service, a ConfigMap, a ServiceAccount and a NetworkPolicy, named after it', () => {
    const objects = objectsOf();
    expect(Object.keys(objects).sort()).toEqual([
      'ConfigMap',
      'Deployment',
      'NetworkPolicy',
      'Service',
      'ServiceAccount',
    ]);
    for (const object of Object.values(objects)) expect(at(object, 'metadata.name')).toBe('api');
  });

  test('scales with a HorizontalPodAutoscaler, which decides about the replicas alone', () => {
    const autoscaling = { enabled: true, minReplicas: 2, maxReplicas: 5, cpuPercent: 70 };
    const objects = objectsOf({ replicas: 3, autoscaling });
    expect(at(objects.Deployment, 'spec')).not.toHaveProperty('replicas');
    expect(at(objects.HorizontalPodAutoscaler, 'spec.maxReplicas')).toBe(5);
    expect(objects).toHaveProperty('PodDisruptionBudget');
  });

  test('has no autoscaler while that is off, and a budget from two replicas on', () => {
    const off = { enabled: false, minReplicas: 2, maxReplicas: 5, cpuPercent: 70 };
    expect(Object.keys(objectsOf({ replicas: 1, autoscaling: off }))).not.toContain('PodDisruptionBudget');
    const two = objectsOf({ replicas: 2, autoscaling: off });
    expect(two).toHaveProperty('PodDisruptionBudget');
    expect(two).not.toHaveProperty('HorizontalPodAutoscaler');
    expect(at(two.Deployment, 'spec.replicas')).toBe(2);
  });

  test('drains before it ends: the longest answer and the time until proxies know', () => {
    expect(at(objectsOf({ longestAnswerSeconds: 300 }).Deployment, `${POD}.terminationGracePeriodSeconds`)).toBe(310);
  });

  test('gives secrets as files that only the group of the pod reads, and says where they are', () => {
    const secrets = [{ secretName: 'keys', key: 'jwt-key', variable: 'JWT_KEY_FILE' }];
    const { Deployment } = objectsOf({ secrets });
    const volumes = at(Deployment, `${POD}.volumes`);
    expect(volumes).toContainEqual({
      name: 'jwt-key',
      secret: { secretName: 'keys', items: [{ key: 'jwt-key', path: 'value' }], defaultMode: 0o440 },
    });
    const env = at(Deployment, `${POD}.containers.0.env`);
    expect(env).toContainEqual({ name: 'JWT_KEY_FILE', value: '/run/secrets/chatbot/jwt-key/value' });
  });

  test('leaves out a secret whose condition is off', () => {
    const secrets = [{ secretName: 'keys', key: 'k', variable: 'K_FILE', when: false }];
    expect(JSON.stringify(objectsOf({ secrets }).Deployment)).not.toContain('keys');
  });

  test('restarts its pods when a setting changes, and only then', () => {
    const checksum = (environment: Record<string, string>) =>
      at(objectsOf({ environment }).Deployment, 'spec.template.metadata.annotations');
    expect(checksum({ LEVEL: 'info' })).toEqual(checksum({ LEVEL: 'info' }));
    expect(checksum({ LEVEL: 'info' })).not.toEqual(checksum({ LEVEL: 'debug' }));
  });

  test('takes a setting until synth', () => {
    const chart = new Chart(new App(), 'bot');
    new WebService(chart, 'api', props).set('LATE', 'yes');
    const config = (chart.toJson() as Tree[]).find(({ kind }) => kind === 'ConfigMap');
    expect(at(config, 'data.LATE')).toBe('yes');
  });

  test('may write only to the folders that it names, each with a limit', () => {
    const { Deployment } = objectsOf({ writable: { '/app/.next/cache': '32Mi' } });
    expect(at(Deployment, `${POD}.volumes`)).toEqual([{ name: 'app-next-cache', emptyDir: { sizeLimit: '32Mi' } }]);
    expect(at(Deployment, `${POD}.containers.0.securityContext.readOnlyRootFilesystem`)).toBe(true);
  });

  test('runs a command to its end before it starts, with the same image and settings', () => {
    const { Deployment } = objectsOf({ before: { name: 'migrate', command: ['bot', 'migrate'] } });
    expect(at(Deployment, `${POD}.initContainers.0.command`)).toEqual(['bot', 'migrate']);
    expect(at(Deployment, `${POD}.initContainers.0.image`)).toBe(props.image);
    expect(at(Deployment, `${POD}.initContainers.0`)).not.toHaveProperty('readinessProbe');
  });
});

test('opens its port to a caller on both ends, and to nobody else', () => {
  const chart = new Chart(new App(), 'bot');
  const [caller, callee] = ['web', 'api'].map((id) => new WebService(chart, id, props));
  new WebService(chart, 'stranger', props);
  caller!.traffic.to(callee!.traffic, callee!.port);
  const policies = (chart.toJson() as Tree[]).filter(({ kind }) => kind === 'NetworkPolicy');
  const policyOf = (name: string) => policies.find((policy) => at(policy, 'metadata.name') === name);
  const ports = [{ port: 8000, protocol: 'TCP' }];
  const peer = (name: string) => [
    { podSelector: { matchLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'bot' } } },
  ];
  expect(at(policyOf('web'), 'spec.egress')).toContainEqual({ to: peer('api'), ports });
  expect(at(policyOf('api'), 'spec.ingress')).toEqual([{ from: peer('web'), ports }]);
  expect(at(policyOf('stranger'), 'spec.egress')).toHaveLength(1);
});

test('keeps its pods apart on nodes, or as it is told', () => {
  const spreadOf = (overrides: Partial<WebServiceProps>) =>
    at(objectsOf(overrides).Deployment, `${POD}.topologySpreadConstraints`);
  const labelSelector = { matchLabels: { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'bot' } };
  const zones = { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' as const };
  const nodes = { topologyKey: 'kubernetes.io/hostname', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' };
  expect(spreadOf({})).toEqual([{ ...nodes, labelSelector }]);
  expect(spreadOf({ topologySpreadConstraints: [zones] })).toEqual([{ ...zones, labelSelector }]);
  expect(spreadOf({ topologySpreadConstraints: [] })).toBeUndefined();
});

test('refuses what no pod could run, and names the construct', () => {
  const wrong = (overrides: Partial<WebServiceProps>) => () => objectsOf(overrides);
  expect(wrong({ port: 80 })).toThrow(ChatbotError);
  expect(wrong({ port: 80 })).toThrow(
    'bot/api: port: expected a whole number from 1024 to 65535, where a process that is not root listens, found 80',
  );
  expect(wrong({ user: 0 })).toThrow('bot/api: the user 0 is root');
  expect(wrong({ image: 'example/bot:latest' })).toThrow('bot/api: the image example/bot:latest has the tag latest');
});

test('refuses a request above the limit, which Kubernetes would refuse', () => {
  const asking = (requests: object) => () =>
    objectsOf({ resources: { ...resources, requests: { ...resources.requests, ...requests } } });
  expect(asking({ cpu: '2' })).toThrow(
    `bot/api: resources has the request 2 of cpu, above the limit ${resources.limits.cpu}; raise the limit or lower the request`,
  );
  expect(asking({ memory: '100G' })).toThrow('bot/api: resources has the request 100G of memory, above the limit');
  expect(asking({ cpu: resources.limits.cpu })).not.toThrow();
});

test('asks back about a prop that is one letter from another one', () => {
  const given = (others: object) => () => objectsOf(others);
  expect(given({ replica: 2 })).toThrow('bot/api: has the prop "replica", which is not known; did you mean replicas?');
  expect(given({ enviroment: {} })).toThrow('did you mean environment?');
  expect(given({ autoScaling: {} })).toThrow('did you mean autoscaling?');
});

test('leaves props of others alone: of other constructs, of who wraps it, and what stands beside the right one', () => {
  const others: object = {
    volume: { size: '1Gi' },
    labels: { team: 'a' },
    publicHost: 'todo.example.com',
    proxies: [],
    secret: undefined,
    replica: 2,
  };
  expect(objectsOf({ ...others, replicas: 2 })).toEqual(objectsOf({ replicas: 2 }));
});
