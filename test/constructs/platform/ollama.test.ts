import { App, Chart } from 'cdk8s';
import { ChatbotError, type Json, Ollama, type OllamaProps, WebService } from '../../../constructs';
import { OLLAMA_OBJECTS } from '../support/literals';

type Tree = Readonly<Record<string, unknown>>;

/** The objects that stock cdk8s makes of a model with literal props. */
function objectsOf(overrides: Partial<OllamaProps> = {}): Tree[] {
  const chart = new Chart(new App(), 'bot');
  new Ollama(chart, 'ollama', { model: 'llama3.2:1b', ...overrides });
  return chart.toJson() as Tree[];
}

function at(tree: unknown, path: string): Json | undefined {
  return path.split('.').reduce<unknown>((inner, key) => (inner as Tree | undefined)?.[key], tree) as Json | undefined;
}

/** Its name without the digest that a Job's ends in. */
const nameOf = (object: Tree) => (at(object, 'metadata.name') as string).replace(/-[0-9a-f]{8}$/, '');
const find = (objects: readonly Tree[], kind: string, name = 'ollama') =>
  objects.find((object) => object.kind === kind && nameOf(object) === name);
const idsOf = (objects: readonly Tree[]) =>
  objects.map((object) => `${object.kind as string} ${nameOf(object)}`).sort();

const POD = 'spec.template.spec';
const SERVER = `${POD}.containers.0`;

describe('Ollama with literals under stock cdk8s', () => {
  test('is a StatefulSet with a claim, two Services, and a Job that pulls', () => {
    const objects = objectsOf();
    expect(idsOf(objects)).toEqual(OLLAMA_OBJECTS);
    expect(at(find(objects, 'StatefulSet'), 'spec.volumeClaimTemplates.0.spec.resources.requests.storage')).toBe(
      '10Gi',
    );
    // The Job reaches a pod that is not ready yet; others do not.
    expect(at(find(objects, 'Service', 'ollama-pods'), 'spec')).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
    expect(at(find(objects, 'Service'), 'spec')).not.toHaveProperty('publishNotReadyAddresses');
    expect(at(find(objects, 'StatefulSet'), 'spec.serviceName')).toBe('ollama-pods');
  });

  test('is alive when the server answers, and ready when the model is loaded', () => {
    const set = find(objectsOf(), 'StatefulSet');
    expect(at(set, `${SERVER}.livenessProbe.httpGet`)).toEqual({ path: '/api/version', port: 'http' });
    expect(at(set, `${SERVER}.readinessProbe.exec.command`)).toEqual(['bash', '/scripts/ollama.sh', 'ready']);
    expect(at(set, `${SERVER}.command`)).toEqual(['bash', '/scripts/ollama.sh', 'serve']);
  });

  test('waits for its longest answer before it ends', () => {
    const set = find(objectsOf({ longestAnswerSeconds: 300 }), 'StatefulSet');
    expect(at(set, `${POD}.terminationGracePeriodSeconds`)).toBe(310);
    expect(at(set, `${SERVER}.lifecycle.preStop.exec.command`)).toEqual(['bash', '/scripts/ollama.sh', 'drain']);
  });

  test('pulls within an hour, by a Job of the same image with little of its own', () => {
    const job = find(objectsOf(), 'Job', 'ollama-pull');
    expect(at(job, 'spec')).toMatchObject({ activeDeadlineSeconds: 3600, backoffLimit: 6 });
    expect(at(job, `${SERVER}.image`)).toBe('ollama/ollama:0.12.10');
    expect(at(job, `${SERVER}.command`)).toEqual(['bash', '/scripts/ollama.sh', 'pull']);
    expect(at(job, `${SERVER}.env`)).toEqual([
      { name: 'MODEL', value: 'llama3.2:1b' },
      { name: 'HOST', value: 'ollama-pods' },
      { name: 'PORT', value: '11434' },
    ]);
    expect(at(job, `${SERVER}.resources.limits.memory`)).toBe('64Mi');
  });

  test('pulls anew when the model is another: a Job cannot be changed, so it is another one', () => {
    const jobOf = (model: string) => at(find(objectsOf({ model }), 'Job', 'ollama-pull'), 'metadata.name');
    expect(jobOf('llama3.2:1b')).toBe(jobOf('llama3.2:1b'));
    expect(jobOf('llama3.2:1b')).not.toBe(jobOf('llama3.2:3b'));
  });

  test('has a way out to the registry while it pulls, and none without', () => {
    const egress = (overrides: Partial<OllamaProps>) =>
      at(find(objectsOf(overrides), 'NetworkPolicy'), 'spec.egress') as Json[];
    expect(egress({})).toHaveLength(2);
    expect(egress({})[1]).toMatchObject({ ports: [{ port: 443 }] });
    expect(egress({ pull: { enabled: false } })).toHaveLength(1);
    expect(idsOf(objectsOf({ pull: { enabled: false } })).filter((id) => id.includes('pull'))).toEqual([]);
  });

  test('reads a volume that has the model, and then neither claims nor pulls', () => {
    const objects = objectsOf({ preloaded: { image: { reference: 'registry.example.com/models/llama3.2:1b' } } });
    expect(idsOf(objects).filter((id) => id.includes('pull'))).toEqual([]);
    const set = find(objects, 'StatefulSet');
    expect(at(set, 'spec')).not.toHaveProperty('volumeClaimTemplates');
    expect(at(set, `${POD}.volumes.0`)).toEqual({
      name: 'data',
      image: { reference: 'registry.example.com/models/llama3.2:1b' },
    });
    expect(at(set, `${SERVER}.volumeMounts.0`)).toEqual({ name: 'data', mountPath: '/models', readOnly: true });
    expect(at(find(objects, 'NetworkPolicy'), 'spec.egress')).toHaveLength(1);
  });

  test('asks for GPUs by the name of their plugin, with resources and a runtime of their own', () => {
    const requests = { cpu: '500m', memory: '4Gi', ephemeralStorage: '64Mi' };
    const gpu = {
      resourceName: 'amd.com/gpu',
      count: 2,
      resources: { requests, limits: { ...requests, memory: '16Gi' } },
    };
    const set = find(objectsOf({ gpu, runtimeClassName: 'amd' }), 'StatefulSet');
    expect(at(set, `${SERVER}.resources`)).toEqual({
      requests: { cpu: '500m', memory: '4Gi', 'ephemeral-storage': '64Mi' },
      limits: { cpu: '500m', memory: '16Gi', 'ephemeral-storage': '64Mi', 'amd.com/gpu': '2' },
    });
    expect(at(set, `${POD}.runtimeClassName`)).toBe('amd');
    // The Job needs none.
    expect(JSON.stringify(find(objectsOf({ gpu }), 'Job', 'ollama-pull'))).not.toContain('amd');
    const off = find(objectsOf({ gpu: { ...gpu, enabled: false } }), 'StatefulSet');
    expect(at(off, `${SERVER}.resources.limits`)).toEqual({ cpu: '4', memory: '4Gi', 'ephemeral-storage': '1Gi' });
  });

  test('takes more of its variables', () => {
    const extraEnv = [{ name: 'OLLAMA_FLASH_ATTENTION', value: '1' }];
    const env = at(find(objectsOf({ extraEnv, parallel: 4, contextLength: 16_384 }), 'StatefulSet'), `${SERVER}.env`);
    expect(env).toEqual([
      { name: 'MODEL', value: 'llama3.2:1b' },
      { name: 'PORT', value: '11434' },
      { name: 'OLLAMA_NUM_PARALLEL', value: '4' },
      { name: 'OLLAMA_CONTEXT_LENGTH', value: '16384' },
      ...extraEnv,
    ]);
  });
});

test('a service that thinks by it reaches it, and nothing else', () => {
  const chart = new Chart(new App(), 'bot');
  const ollama = new Ollama(chart, 'ollama', { model: 'llama3.2:1b' });
  const amounts = { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' };
  const bot = new WebService(chart, 'api', {
    image: 'example/bot:1.0.0',
    port: 8000,
    resources: { requests: amounts, limits: amounts },
    environment: { MODEL_URL: ollama.url },
  });
  bot.traffic.to(ollama.traffic, ollama.port);
  const objects = chart.toJson() as Tree[];
  expect(at(find(objects, 'ConfigMap', 'api'), 'data.MODEL_URL')).toBe('http://ollama:11434/v1');
  const callers = JSON.stringify(at(find(objects, 'NetworkPolicy'), 'spec.ingress'));
  expect(callers.match(/(?<="app.kubernetes.io\/name":")[-a-z]+/g)).toEqual(['ollama-pull', 'api']);
});

test('refuses what no pod could run with, and names the construct', () => {
  const wrong = (overrides: Partial<OllamaProps>) => () => objectsOf(overrides);
  expect(wrong({ model: 'llama 3' })).toThrow(ChatbotError);
  expect(wrong({ model: 'llama 3' })).toThrow(
    'bot/ollama: model: expected a model\'s name such as llama3.2:1b, found "llama 3"',
  );
  expect(wrong({ port: 80 })).toThrow('bot/ollama: port: expected a whole number from 1024 to 65535, where');
  expect(wrong({ image: 'ollama/ollama:latest' })).toThrow(
    'bot/ollama: the image ollama/ollama:latest has the tag latest',
  );
  expect(wrong({ user: 0 })).toThrow('bot/ollama: the user 0 is root');
  expect(wrong({ gpu: { count: 0 } })).toThrow('bot/ollama: gpu.count: expected a whole number from 1');
  expect(wrong({ contextLength: 100 })).toThrow('bot/ollama: contextLength: expected a whole number from 512');
});

test('a prop that is undefined is one that is left out', () => {
  const undefineds = {
    image: undefined,
    port: undefined,
    probes: undefined,
    parallel: undefined,
    contextLength: undefined,
    pull: undefined,
  };
  expect(objectsOf(undefineds)).toEqual(objectsOf());
});
