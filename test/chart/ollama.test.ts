import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { OLLAMA_OBJECTS } from '../constructs/support/literals';
import { chartFolder, helmTemplate, objectsIn, testFolder } from './support/charts';
import { together } from './support/declared';
import { describeWithKubeconform } from './support/kubeconform';
import { type KubernetesObject, type Workload, comparable, differences, named, ofKind } from './support/objects';
import { environmentNamed, overlayText, plainOf, readOverlay } from './support/stack';

const ollama = { global: { model: { mode: 'ollama' } } };
const external = (model: Json) => ({ global: { model: together({ mode: 'external' }, model) } });
const preloaded = { persistentVolumeClaim: { claimName: 'models', readOnly: true } };
const gpu = { enabled: true, resourceName: 'amd.com/gpu', count: 2, resources: { limits: { memory: '24Gi' } } };

const cases: readonly (readonly [string, Json])[] = [
  ['the model pulled', ollama],
  ['no pull', together(ollama, { ollama: { pull: { enabled: false } } })],
  ['a preloaded volume', together(ollama, { ollama: { preloaded } })],
  [
    'GPUs',
    together(ollama, {
      ollama: { gpu, runtimeClassName: 'nvidia', tolerations: [{ key: 'gpu', operator: 'Exists' }] },
    }),
  ],
  ['a second release', together(ollama, { global: { fullnameOverride: 'second' } })],
  ['an external model', external({ url: 'https://api.example.com:8443/v1' })],
  [
    'one in the cluster',
    external({ url: 'http://vllm.models:8000/v1', peers: [{ namespaceSelector: {} }], apiKeySecret: '' }),
  ],
];

const modelObjects = (objects: readonly KubernetesObject[]) =>
  objects
    .filter(({ metadata }) => /^(model|ollama)/.test(metadata.name))
    .map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[0-9a-f]{8}$/, '')}`)
    .sort();
const agentSettings = (objects: readonly KubernetesObject[]) => named(objects, 'ConfigMap', 'agent').data!;
const agentMounts = (objects: readonly KubernetesObject[]) =>
  JSON.stringify((named(objects, 'Deployment', 'agent') as Workload).spec.template.spec.volumes);

/** What the agent's policy opens beside DNS and MCP. */
function waysOut(objects: readonly KubernetesObject[]): Json[] {
  const { egress } = named(objects, 'NetworkPolicy', 'agent').spec as unknown as { egress: Json[] };
  return egress.slice(2);
}

describe('each mode has its objects', () => {
  test('offline: the stand-in', () => {
    expect(modelObjects(plainOf({})).filter((id) => id.includes('ollama'))).toEqual([]);
    expect(modelObjects(plainOf({}))).toContain('Deployment model');
  });

  test('ollama: it, and the Job that pulls; no stand-in, and no key', () => {
    const objects = plainOf(ollama);
    expect(modelObjects(objects)).toEqual(OLLAMA_OBJECTS);
    expect(agentSettings(objects)).toMatchObject({ MODEL_URL: 'http://ollama:11434/v1', MODEL_NAME: 'llama3.2:1b' });
    expect(agentMounts(objects)).not.toContain('model-api-key');
    expect(ofKind(objects, 'Job').filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'])).toEqual([]);
  });

  test('external: neither', () => {
    const objects = plainOf(external({}));
    expect(modelObjects(objects)).toEqual([]);
    expect(agentMounts(objects)).toContain('model-api-key');
  });
});

describe('the agent reaches the model, and no more', () => {
  const [outside] = waysOut(plainOf(external({}))) as { to: Json }[];

  test.each<[string, string, number]>([
    ['https://api.groq.com/openai/v1', 'its usual port', 443],
    ['https://api.example.com:8443/v1', 'its own port', 8443],
    ['http://api.example.com/v1', 'that of http', 80],
  ])('%s by %s', (url, _, port) => {
    expect(waysOut(plainOf(external({ url })))).toEqual([{ to: outside!.to, ports: [{ port, protocol: 'TCP' }] }]);
  });

  test('a service in another namespace, without a key', () => {
    const peers = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } } }];
    const objects = plainOf(external({ url: 'http://vllm.models:8000/v1', peers, apiKeySecret: '' }));
    expect(waysOut(objects)).toEqual([{ to: peers, ports: [{ port: 8000, protocol: 'TCP' }] }]);
    expect(agentSettings(objects).MODEL_URL).toBe('http://vllm.models:8000/v1');
    expect(agentMounts(objects)).not.toContain('model-api-key');
  });

  test('Ollama closes the way out', () => {
    const ways = waysOut(plainOf(ollama));
    expect(ways).toHaveLength(1);
    expect(JSON.stringify(ways)).not.toContain('ipBlock');
  });
});

test.each(['ftp://x/v1', 'https://', 'https://x:0/v1', 'https://x:123456/v1', 'https://x y/v1', 'https://user@x/v1'])(
  'refuses the URL %s',
  (url) => {
    expect(() => readOverlay(overlayText(external({ url })))).toThrow('expected a URL such as');
  },
);

describeWithHelm(4, 'helm template says the same', (helm) => {
  const { path, chart } = chartFolder();

  test.each(cases)('%s', (_, overlay) => {
    const values = together(environmentNamed('dev').values, overlay);
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(values));
    const rendered = objectsIn(helmTemplate(helm, chart, 'dev', file));
    expect(differences(comparable(plainOf(values)), comparable(rendered))).toEqual([]);
  });
});

describeWithKubeconform('Kubernetes accepts', (refusalsOf) => {
  const folder = testFolder();

  test.each(cases)('%s', (_, overlay) => {
    const file = join(folder, 'objects.yaml');
    writeFileSync(
      file,
      plainOf(overlay)
        .map((object) => JSON.stringify(object))
        .join('\n---\n'),
    );
    for (const version of ['1.25.0', '1.37.0']) expect(refusalsOf(version, file)).toEqual([]);
  });
});
