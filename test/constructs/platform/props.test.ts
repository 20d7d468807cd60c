import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import * as library from '../../../constructs';
import {
  BATCH_JOB,
  GENERATED_SECRETS,
  POSTGRES,
  SCHEDULED_JOB,
  WEB_SERVICE,
} from '../../../constructs/platform/shapes/workloads';
import { type AnyShape, word } from '../../../imports/shape/shape';
import { testFolder } from '../../chart/support/charts';
import { describeWithKubeconform } from '../../chart/support/kubeconform';
import { anyForm, anyMistake } from '../../imports/support/forms';

const { ChatbotError, HelmChart, Manifest, SynthesizedChart } = library;
type AnyClass = new (scope: Construct, id: string, props: never) => Construct;

// A machine that is busy takes its time.
jest.setTimeout(120_000);
const RUNS = 40;
const SEED = Number(process.env.FAST_CHECK_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** What the props of each public construct may hold. */
const SHAPES: Readonly<Record<string, AnyShape>> = {
  WebService: WEB_SERVICE,
  PostgresDatabase: POSTGRES,
  BatchJob: BATCH_JOB,
  ScheduledJob: withSchedule(SCHEDULED_JOB),
  GeneratedSecrets: GENERATED_SECRETS,
};
const NAMES = Object.keys(SHAPES);
const classes = library as unknown as Readonly<Record<string, AnyClass>>;

/** Where a construct may stand: under stock cdk8s, and in a chart with values. */
const HOSTS = {
  Chart: {
    make: () => new Chart(new App(), 'shop', { namespace: 'shop' }),
    objects: (chart: Chart) => chart.toJson() as object[],
  },
  HelmChart: {
    make: () => new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' }),
    objects: (chart: Chart) => {
      const synthesized = new SynthesizedChart(chart as Chart & library.AnyHelmChart);
      synthesized.chartFiles();
      return synthesized.plain({ environment: 'dev', values: {} }).map(({ json }) => json);
    },
  },
};
type Host = keyof typeof HOSTS;
// Names that come from the release.
const hostsOf = (name: string): Host[] => (name === 'GeneratedSecrets' ? ['HelmChart'] : ['Chart', 'HelmChart']);

/** The objects, or what is said against the props. */
function outcome(name: string, host: Host, id: string, props: unknown): { objects: object[] } | { error: unknown } {
  try {
    const chart = HOSTS[host].make();
    new classes[name]!(chart, id, props as never);
    return { objects: HOSTS[host].objects(chart) };
  } catch (error) {
    return { error };
  }
}

describeWithKubeconform(`props at random (seed ${SEED})`, (refusalsOf) => {
  const folder = testFolder();

  test.each(NAMES.flatMap((name) => hostsOf(name).map((host) => [name, host] as const)))(
    '%s in a %s: makes what Kubernetes accepts, or says what to do',
    (name, host) => {
      const form = anyForm(SHAPES[name]!);
      const samples = [form, anyMistake(form)].flatMap((one) => fc.sample(one, { numRuns: RUNS, seed: SEED }));
      const accepted: object[] = [];
      for (const props of samples) {
        const result = outcome(name, host, 'thing', props);
        if ('objects' in result) accepted.push(...result.objects);
        else {
          expect(result.error).toBeInstanceOf(ChatbotError);
          expect((result.error as Error).message).toMatch(/^shop\/thing.*: ./);
        }
      }
      expect(accepted.length).toBeGreaterThan(RUNS / 2);
      const file = join(folder, `${name}-${host}.yaml`);
      writeFileSync(file, accepted.map((object) => JSON.stringify(object)).join('\n---\n'));
      expect(refusalsOf('1.34.0', file)).toEqual([]);
    },
  );
});

test.each(NAMES)('%s refuses an id that is no name, unless it is given one', (name) => {
  const small = smallest(SHAPES[name]!);
  for (const id of ['My Api', '1st', 'a'.repeat(64), 'Ärger', '-', 'a.b']) {
    const result = outcome(name, 'HelmChart', id, small);
    expect(result).toEqual({ error: expect.any(ChatbotError) as unknown });
    expect((result as { error: Error }).error.message).toMatch(/name: expected (a name|63 characters at most)/);
  }
});

test('a wrong prop is named with its place, what was expected and what was found', () => {
  const props = smallest(WEB_SERVICE) as Record<string, unknown>;
  const messageOf = (changes: object) => {
    const result = outcome('WebService', 'Chart', 'api', { ...props, ...changes });
    return 'error' in result ? (result.error as Error).message : '';
  };
  expect(messageOf({ port: '8000' })).toBe('shop/api: port: expected a whole number from 1 to 65535, found "8000"');
  expect(messageOf({ image: undefined })).toBe('shop/api: image is missing');
  expect(messageOf({ podLabels: { team: 'a b' } })).toContain('shop/api: podLabels.team: expected up to 63 letters');
  expect(messageOf({ sidecars: [{ image: 'a' }] })).toBe('shop/api: sidecars[0].name is missing');
});

test('every construct of the library that has props of its own is among them', () => {
  // Kubernetes' own kinds, and what is made of the constructs above.
  const others = ['JobWorkload', 'HelmChart', 'Subchart', 'TodoChatbot', 'Manifest'];
  const later = [
    'ContainerBounds',
    'ExternalSecrets',
    'NamespaceQuota',
    'Ollama',
    'AlertRules',
    'DatabaseBackup',
    'EdgeCertificate',
    'ExtraObjects',
    'GatewayEdge',
    'GrafanaDashboards',
    'HelmTest',
    'IngressEdge',
    'KeptClaim',
    'Monitor',
    'PostgresCluster',
  ];
  const constructs = Object.entries(library as Readonly<Record<string, unknown>>).filter(
    ([, one]) => typeof one === 'function' && one.prototype instanceof Construct && !isKind(one.prototype),
  );
  const found = constructs
    .map(([name]) => name)
    .filter((name) => ![...others, ...later].includes(name) && !name.endsWith('Component'));
  expect(found.toSorted()).toEqual(NAMES.toSorted());
});

// cdk8s takes every object for one of its own when it is asked by instanceof.
function isKind(prototype: object): boolean {
  return Object.prototype.isPrototypeOf.call(Manifest.prototype, prototype);
}

// Its fields are checked apart.
function withSchedule(shape: AnyShape): AnyShape {
  if (shape.kind !== 'object') return shape;
  return { ...shape, required: { ...shape.required, schedule: word('@daily', '*/5 * * * *') } };
}

/** A form with what has to be there and nothing else. */
function smallest(shape: AnyShape): unknown {
  const needed = shape.kind === 'object' ? { ...shape, optional: {} } : shape;
  return fc.sample(anyForm(needed), { numRuns: 1, seed: 1 })[0];
}
