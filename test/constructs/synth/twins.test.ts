import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HelmChart, Manifest, onlyWhen, synth } from '../../../constructs/synth';
import { boolean, not, section } from '../../../constructs/values';
import { inFolder } from '../support/helm';

const TYPE = { apiVersion: 'v1', kind: 'ConfigMap' };
const add = (scope: Construct, id: string, name: string, namespace?: string) =>
  new Manifest(scope, id, TYPE, { metadata: { name, namespace } });

test('two objects of one name in a chart of stock cdk8s are refused, with both places', () => {
  const chart = new Chart(new App(), 'bot');
  const [mine, yours] = ['mine', 'yours'].map((id) => new Construct(chart, id));
  add(mine!, 'settings', 'settings');
  expect(() => add(yours!, 'settings', 'settings')).toThrow(
    'bot/yours/settings: the ConfigMap settings is there already, from bot/mine/settings; give one of them another name',
  );
  expect(() => add(yours!, 'elsewhere', 'settings', 'other')).not.toThrow();
  expect(() => add(new Chart(chart, 'inner'), 'settings', 'settings')).not.toThrow();
});

describe('in a Helm chart', () => {
  const values = section('Values', { old: boolean({ description: 'Whether the old one is there', default: true }) });

  function write(isEither: boolean) {
    return inFolder(new Map([['helm/shop/values-dev.yaml', 'old: false\n']]), (folder) => {
      const app = new App();
      const chart = new HelmChart(app, 'shop', { version: '1.0.0', description: 'A shop', values });
      onlyWhen(chart.values.old, add(chart, 'old', 'settings'));
      const latest = add(chart, 'new', 'settings');
      if (isEither) onlyWhen(not(chart.values.old), latest);
      else add(chart, 'newest', 'settings');
      return synth(app, { outdir: `${folder}/dist`, overlays: `${folder}/helm` });
    });
  }

  test('they may take turns', () => {
    expect(write(true)[0]!.objects).toBe(1);
  });

  test('they are refused in an environment that has both', () => {
    expect(() => write(false)).toThrow(
      'shop: dev: newest.yaml: the ConfigMap settings is there already, from shop: dev: new.yaml; give one of them another name',
    );
  });
});
