import { App } from 'cdk8s';
import { HelmChart, Manifest, Subchart, SynthesizedChart, onlyWhen } from '../../../constructs/synth';
import {
  type Json,
  boolean,
  choose,
  differs,
  each,
  embed,
  evaluate,
  fileText,
  integer,
  list,
  map,
  merge,
  named,
  object,
  release,
  section,
  shared,
  string,
  when,
} from '../../../constructs/values';
import { NO_VALUES } from '../../../constructs/synth/manifest';
import { identityOf } from '../../../constructs/platform';
import { describeWithHelm } from '../support/helm';
import { renderChart } from '../support/render';

const TYPE = { apiVersion: 'v1', kind: 'Thing' };
const own = (replicas: number) => section('A part', { replicas: integer({ description: 'Pods', default: replicas }) });
const SCRIPT = '#!/bin/sh\necho "{{ not a template }}"\n';

const word = string({ description: 'A word', default: '' });
const PASSED_ON = section('Passed on', {
  isOpen: boolean({ description: 'Whether it is open', default: true }),
  labels: map({ description: 'Labels', item: word }),
  taints: list({ description: 'Taints', item: section('A taint', { key: word }) }),
  volumes: list({ description: 'Volumes', item: object({ description: 'A volume' }) }),
  variables: list({ description: 'Variables', item: section('A variable', { name: word, value: word }) }),
});

/** Three subcharts: two say the same, of values of their own; the third says it otherwise. */
const global = section('Shared', { prefix: string({ description: 'Prefix', default: '' }) });

function shop(): HelmChart<ReturnType<typeof section>, typeof global> {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop', global });
  chart.namePrefix = choose(differs(chart.global.prefix, ''), `${chart.global.prefix}-`, '');
  for (const [id, more] of [
    ['till', 0],
    ['shelf', 0],
    ['door', 1],
  ] as const) {
    const part = new Subchart(chart, id, { values: own(2 + more) });
    const { name, plainName } = identityOf(part, id);
    new Manifest(part, 'thing', TYPE, {
      metadata: { name },
      spec: shared('spec', { pods: part.values.replicas, ...(more ? { more } : {}) }),
    });
    new Manifest(part, 'address', TYPE, { metadata: { name: `${plainName}-address` }, url: `http://${plainName}` });
  }
  new Manifest(chart, 'script', TYPE, { metadata: { name: 'script' }, data: { 'run.sh': fileText('run.sh', SCRIPT) } });
  return chart;
}

const synthesized = new SynthesizedChart(shop());
const files = synthesized.chartFiles();
const text = (name: string) => files.get(name)!;

test('what subcharts say alike is said once; who says it otherwise has its own', () => {
  expect(text('charts/till/templates/thing.yaml')).toBe('{{- include "shop.thing" . }}\n');
  expect(text('charts/shelf/templates/thing.yaml')).toBe('{{- include "shop.thing" . }}\n');
  expect(text('charts/door/templates/thing.yaml')).toContain('include "door.spec" .');
  const helpers = text('templates/_helpers.tpl');
  expect(helpers.match(/define "shop.thing"/g)).toHaveLength(1);
  expect(helpers.match(/pods: /g)).toHaveLength(1);
  expect(text('charts/door/templates/_helpers.tpl')).toContain('more: 1');
});

test('a name for two different parts of one chart is an error', () => {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' });
  const spec = { a: named('same', { x: 1 }), b: named('same', { x: 2 }) };
  new Manifest(chart, 'thing', TYPE, { metadata: { name: 'thing' }, spec });
  expect(() => new SynthesizedChart(chart).chartFiles()).toThrow('two different parts have the name "same"');
});

test('a list under a name gives its items among those of another list', () => {
  const values = section('Items', { isOpen: boolean({ description: 'Whether it is open', default: true }) });
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop', values });
  const { isOpen } = chart.values;
  const always = named('always', [{ name: 'a' }, when(isOpen, { name: 'b' })]);
  const perhaps = named('perhaps', [when(isOpen, { name: 'c' })]);
  const spec = { items: [{ name: 'first' }, always, perhaps], only: [perhaps] };
  new Manifest(chart, 'thing', TYPE, { metadata: { name: 'thing' }, spec });
  const synthesized = new SynthesizedChart(chart);
  expect(synthesized.chartFiles().get('templates/thing.yaml')).toContain(`spec:
  items:
    - { name: first }
    {{- include "shop.always" . | nindent 4 }}
    {{- with include "shop.perhaps" . | trim }}{{ . | nindent 4 }}{{ end }}
  {{- if .Values.isOpen }}
  only:
    {{- with include "shop.perhaps" . | trim }}{{ . | nindent 4 }}{{ end }}
  {{- end }}
`);
  const specOf = (overlay: Json) =>
    synthesized.plain({ environment: 'dev', values: overlay, path: 'test' } as never).map(({ json }) => json.spec)[0];
  const [first, a, b, c] = ['first', 'a', 'b', 'c'].map((name) => ({ name }));
  expect(specOf({})).toEqual({ items: [first, a, b, c], only: [c] });
  expect(specOf({ isOpen: false })).toEqual({ items: [first, a] });
});

test('what a chart passes on takes a line; lists and maps are written as JSON', () => {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop', values: PASSED_ON });
  const { isOpen, labels, taints, volumes, variables } = chart.values;
  const items = [{ name: 'tmp' }, each(volumes, (volume) => embed(volume))];
  const env = [each(variables, ({ name, value }) => ({ name, value }))];
  const spec = { labels: merge({ app: 'shop' }, labels), selector: embed(labels), taints: embed(taints), items, env };
  onlyWhen(isOpen, new Manifest(chart, 'thing', TYPE, { metadata: { name: 'thing' }, spec }));
  expect(new SynthesizedChart(chart).chartFiles().get('templates/thing.yaml')).toContain(`spec:
  labels:
    app: shop
    {{- range $key, $value := .Values.labels }}{{ printf "%q: %q" $key $value | nindent 4 }}{{ end }}
  {{- with .Values.labels }}
  selector: {{ toJson . }}
  {{- end }}
  {{- with .Values.taints }}
  taints: {{ toJson . }}
  {{- end }}
  items:
    - { name: tmp }
    {{- range .Values.volumes }}{{ printf "- %s" (toJson .) | nindent 4 }}{{ end }}
  {{- with .Values.variables }}
  env: {{ toJson . }}
  {{- end }}
`);
});

test('objects that are named after a component say once how; what is around a hook says its annotations once too', () => {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' });
  for (const id of ['one', 'two', 'before', 'after']) {
    const { name, labels } = identityOf(chart, 'both');
    const hook = id === 'one' || id === 'two' ? undefined : ({ events: ['pre-install'] } as const);
    new Manifest(chart, id, TYPE, { metadata: { name, labels } }, { hook });
  }
  const files = new SynthesizedChart(chart).chartFiles();
  const call = 'include "shop.componentMetadata" (dict "context" . "component" "both" "name" "both")';
  for (const id of ['one', 'two'])
    expect(files.get(`templates/${id}.yaml`)).toContain(`metadata: {{- ${call} | nindent 2 }}`);
  for (const id of ['before', 'after'])
    expect(files.get(`templates/${id}.yaml`)).toContain('metadata: {{- include "shop.both.metadata" . | nindent 2 }}');
  const helpers = files.get('templates/_helpers.tpl')!;
  expect(helpers).toContain(
    `{{- define "shop.both.metadata" -}}\n{{ ${call} }}\nannotations: { helm.sh/hook: pre-install,`,
  );
  expect(helpers.match(/app.kubernetes.io\/name: /g)).toHaveLength(1);
});

test('who includes a named part may tell it scalars; all of a section is told as the section', () => {
  const values = section('Doors', {
    front: section('A door', { name: word, port: integer({ description: 'Port', default: 1 }) }),
  });
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop', values });
  const { front } = chart.values;
  const door = (told: { name: string; port: number }) => named('door', told, ({ name, port }) => ({ name, port }));
  const sign = (name: string) => named('sign', { name }, (told) => ({ name: told.name, shop: release.name }));
  const spec = {
    doors: [door({ name: front.name, port: front.port }), door({ name: 'back', port: front.port })],
    signs: [sign(front.name), sign('back')],
  };
  new Manifest(chart, 'thing', TYPE, { metadata: { name: 'thing' }, spec });
  const synthesized = new SynthesizedChart(chart);
  const files = synthesized.chartFiles();
  expect(files.get('templates/thing.yaml')).toContain(`spec:
  doors:
    - {{ include "shop.door" .Values.front | indent 6 | trim }}
    - {{ include "shop.door" (dict "name" "back" "port" .Values.front.port) | indent 6 | trim }}
  signs:
    - {{ include "shop.sign" (dict "context" . "name" .Values.front.name) | indent 6 | trim }}
    - {{ include "shop.sign" (dict "context" . "name" "back") | indent 6 | trim }}
`);
  expect(files.get('templates/_helpers.tpl')).toContain(`{{- define "shop.sign" -}}
name: {{ .name | quote }}
shop: {{ .context.Release.Name | quote }}
{{- end }}
`);
  const [{ json }] = synthesized.plain({ environment: 'dev', values: {}, path: 'test' } as never) as unknown as [
    { json: Json },
  ];
  expect(json).toMatchObject({
    spec: {
      doors: [
        { name: '', port: 1 },
        { name: 'back', port: 1 },
      ],
    },
  });
});

test.each([
  [{ Name: 'x' }, 'cannot be named "Name"'],
  [{ context: 'x' }, 'cannot be named "context"'],
  [{ name: 'x\ny' }, 'name is no scalar on one line'],
])('a named part is not told %j', (told, message) => {
  expect(() => named('door', told, () => ({}))).toThrow(message);
});

test('a long text is a file of the chart, and itself in plain manifests', () => {
  expect(text('files/run.sh')).toBe(SCRIPT);
  expect(text('templates/script.yaml')).toContain(
    'run.sh: |\n    {{- .Files.Get "files/run.sh" | trimSuffix "\\n" | nindent 4 }}\n',
  );
  expect(plain({}).find(({ data }) => data)!.data).toEqual({ 'run.sh': SCRIPT });
  expect(() => fileText('../secret', '')).toThrow('"../secret" is not a file name');
});

test('a key that JavaScript has a meaning for is a key like any other', () => {
  const content = JSON.parse('{"__proto__":"x","constructor":"y"}') as object;
  expect(JSON.stringify(evaluate(content, NO_VALUES))).toBe('{"__proto__":"x","constructor":"y"}');
});

test('a prefix goes before names and addresses, and not before labels', () => {
  const names = (values: Json) => plain(values).map(({ metadata }) => (metadata as { name: string }).name);
  expect(names({})).toEqual(['till', 'till-address', 'shelf', 'shelf-address', 'door', 'door-address', 'script']);
  expect(names({ global: { prefix: 'two' } })).toContain('two-till');
  expect(
    plain({ global: { prefix: 'two' } })
      .map(({ url }) => url)
      .filter(Boolean),
  ).toContain('http://two-door');
});

describeWithHelm(3, 'with Helm', (helm) => {
  test.each<Json>([{}, { global: { prefix: 'two' }, till: { replicas: 5 }, door: { replicas: 7 } }])(
    '%j',
    (overlay) => {
      const byName = (objects: readonly Record<string, unknown>[]) =>
        Object.fromEntries(objects.map((object) => [(object.metadata as { name: string }).name, object]));
      expect(byName(renderChart(helm, files, overlay, 'shop'))).toEqual(byName(plain(overlay)));
    },
  );
});

function plain(values: Json) {
  return synthesized.plain({ environment: 'dev', values, path: 'test' } as never).map(({ json }) => json);
}
