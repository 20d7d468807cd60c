import { App, Chart } from 'cdk8s';
import { ExtraObjects, HelmChart, SynthesizedChart, extraObjectsValue, onlyWhen } from '../../../constructs/synth';
import { boolean, section } from '../../../constructs/values';

const banner = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'banner' }, data: { text: '{{ braces }}' } };

test('literals are objects under stock cdk8s, in the namespace of their chart', () => {
  const chart = new Chart(new App(), 'bot', { namespace: 'bots' });
  const namespaced = { ...banner, metadata: { name: 'banner', namespace: 'elsewhere' } };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } };
  new ExtraObjects(chart, 'extra', { objects: [banner, namespaced, node] });
  const labels = { 'app.kubernetes.io/instance': 'bot' };
  expect(chart.toJson()).toEqual([
    { ...banner, metadata: { name: 'banner', namespace: 'bots', labels } },
    { ...banner, metadata: { name: 'banner', namespace: 'elsewhere', labels } },
    { ...node, metadata: { name: 'one', labels } },
  ]);
});

test('a literal that is no object is refused with the path of its construct', () => {
  const chart = new Chart(new App(), 'bot');
  expect(() => new ExtraObjects(chart, 'extra', { objects: [banner, { kind: 'ConfigMap' }] })).toThrow(
    'bot/extra: objects[1].apiVersion: missing',
  );
});

test('literals in a Helm chart get the namespace and the label of the release', () => {
  const chart = new HelmChart(new App(), 'bot', { version: '1.0.0', description: 'A bot' });
  new ExtraObjects(chart, 'extra', { objects: [banner] });
  const [object] = new SynthesizedChart(chart).plain({ environment: 'dev', values: {} });
  expect(object!.json.metadata).toEqual({
    name: 'banner',
    namespace: 'bot-dev',
    labels: { 'app.kubernetes.io/instance': 'bot' },
  });
});

test('a list value may depend on a condition', () => {
  const values = section('Bot', { enabled: boolean({ description: 'x', default: false }), extra: extraObjectsValue });
  const chart = new HelmChart(new App(), 'bot', { version: '1.0.0', description: 'A bot', values });
  onlyWhen(chart.values.enabled, new ExtraObjects(chart, 'extra', { objects: chart.values.extra }));
  const synthesized = new SynthesizedChart(chart);
  const count = (enabled: boolean) =>
    synthesized.plain({ environment: 'dev', values: { enabled, extra: [banner] } }).length;
  expect([count(false), count(true)]).toEqual([0, 1]);
  expect(synthesized.chartFiles().get('templates/extra.yaml')).toMatch(/^\{\{- if \.Values\.enabled \}\}\n/);
});
