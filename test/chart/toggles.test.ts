import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { chartFolder, helmTemplate, objectsIn, testFolder } from './support/charts';
import { type Switch, switchesOf, together } from './support/declared';
import { describeWithKubeconform } from './support/kubeconform';
import { type KubernetesObject, comparable, differences } from './support/objects';
import { untidyLines } from './support/tidy';
import { declaration, environmentNamed, environments, overlayText, plainOf } from './support/stack';

const VERSIONS = ['1.25.0', '1.30.0', '1.34.0', '1.37.0'];
const LONG = 120_000;

const dev = environmentNamed('dev').values;
const switches = switchesOf(declaration, dev);

function isSwitched(...some: readonly Switch[]): Json {
  return together(dev, ...some.map(({ overlay }) => overlay));
}

/** So many pairs, others in each run; FAST_CHECK_SEED repeats one. */
const PAIRS = 1_500;
const SEED = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));

function randomPairs(): (readonly [Switch, Switch])[] {
  const one = fc.constantFrom(...switches);
  return fc.sample(fc.tuple(one, one), { numRuns: PAIRS, seed: SEED });
}

test('there is a switch for each boolean, each word and each empty value', () => {
  const names = switches.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['frontend.enabled=false', 'global.model.mode="external"']));
  expect(names).toEqual(
    expect.arrayContaining(['agent.image.pullPolicy="Never"', 'global.ingressControllerNamespaces=[]']),
  );
});

test('every switch changes an object', () => {
  // What says how autoscaling is done shows where it is on.
  const scaled = Object.fromEntries(
    ['frontend', 'backend', 'agent', 'mcp', 'model'].map((name) => [name, { autoscaling: { enabled: true } }]),
  );
  // What says how the chatbot is watched, who signs a certificate, or how people come in, shows where it is asked for.
  const watched = { global: { monitoring: { enabled: true } } };
  const service = { type: 'LoadBalancer' };
  const issued = (source: string) => ({
    frontend: { service, gateway: { enabled: true }, ingress: { tls: { enabled: true } }, certificate: { source } },
  });
  const database = (mode: string, cnpg = {}) => ({ global: { database: { mode } }, database: { cnpg } });
  const snapshots = { backups: { enabled: true } };
  const toStore = { backups: { enabled: true, method: 'plugin' } };
  const databases = [database('external'), database('cnpg'), database('cnpg', snapshots), database('cnpg', toStore)];
  // How backups are kept shows where they are made: on a volume, or in a bucket.
  const kept = (store: string) => ({ backup: { enabled: true, store } });
  // Whence Secrets come shows where it is a store.
  const stored = { secrets: { mode: 'external' } };
  // So does what says how a model is served, or where an external one is.
  const modes = ['ollama', 'external'].map((mode) => ({ global: { model: { mode } } }));
  const certified = [issued('annotation'), issued('certificate')];
  const asked = [...databases, scaled, watched, stored, ...certified, kept('volume'), kept('s3'), ...modes];
  const bases = [dev, ...asked.map((one) => together(dev, one))];
  const changes = (one: Switch, base: Json) => differences(plainOf(base), plainOf(together(base, one.overlay)));
  // What helm test is told is in the chart alone: helm-test.test.ts.
  const inManifests = switches.filter(({ path }) => path[0] !== 'tests');
  const idle = inManifests.filter((one) => bases.every((base) => changes(one, base).length === 0));
  expect(idle.map(({ name }) => name)).toEqual([]);
});

describeWithKubeconform('Kubernetes accepts what switches give', (refusalsOf) => {
  const folder = testFolder();
  const file = join(folder, 'objects.yaml');
  const origins = new Map<string, string>();

  // Most objects are the same under most switches: each is checked once, under the name of the first that gave it.
  function add(objects: readonly KubernetesObject[], origin: string): void {
    for (const object of objects) {
      const json = JSON.stringify(object);
      if (!origins.has(json)) origins.set(json, origin);
    }
  }

  function originsOf(refusal: string): string {
    const same = [...origins].filter(([json]) => {
      const { kind, metadata } = JSON.parse(json) as KubernetesObject;
      return refusal.startsWith(`${kind} ${metadata.name}:`);
    });
    return same.map(([, origin]) => origin).join('; ');
  }

  beforeAll(() => {
    for (const { environment, values } of environments) add(plainOf(values, environment), environment);
    for (const one of switches) add(plainOf(isSwitched(one)), one.name);
    for (const [a, b] of randomPairs()) add(plainOf(isSwitched(a, b)), `${a.name}, ${b.name}`);
    writeFileSync(file, [...origins.keys()].join('\n---\n'));
  }, LONG);

  test.each(VERSIONS)(
    `%s, alone and in pairs (seed ${SEED})`,
    (version) => {
      expect(refusalsOf(version, file).map((line) => `${line} (one of: ${originsOf(line)})`)).toEqual([]);
    },
    LONG,
  );

  test.each(VERSIONS)('%s refuses an unknown field', (version) => {
    const wrong = join(folder, 'wrong.yaml');
    const [object] = plainOf(dev).filter(({ kind }) => kind === 'Service');
    writeFileSync(wrong, JSON.stringify({ ...object, spec: { ...object!.spec, prots: [] } }));
    expect(refusalsOf(version, wrong)).toEqual([expect.stringContaining('prots')]);
  });
});

describeWithHelm(4, 'helm template under each switch', (helm) => {
  const { path, chart } = chartFolder();
  const file = join(path, 'overlay.yaml');

  test.each(switches)('$name', (one) => {
    const values = isSwitched(one);
    writeFileSync(file, overlayText(values));
    const rendered = helmTemplate(helm, chart, 'dev', file);
    expect(untidyLines(rendered)).toEqual([]);
    expect(differences(comparable(plainOf(values)), comparable(objectsIn(rendered)))).toEqual([]);
  });
});
