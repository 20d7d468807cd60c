import { HelmChart, Manifest } from '../../../constructs/synth';
import {
  boolean,
  each,
  either,
  embed,
  fileItems,
  isSet,
  list,
  optional,
  release,
  replaceAll,
  section,
  string,
  when,
} from '../../../constructs/values';
import { App } from 'cdk8s';
import { describeWithHelm } from '../support/helm';
import { bothWays } from '../support/stack';

const description = 'For a test';
const rule = section('A rule', {
  expr: string({ description, default: '' }),
  alert: optional(string({ description, default: '' })),
  urgent: optional(boolean({ description, default: false })),
  teams: list({ description, item: string({ description, default: '' }) }),
});
const RULES = [
  { expr: 'up{$namespace} == 0 # {{ $labels.pod }} "%s"', alert: 'Down', urgent: true, teams: ['on', '1'] },
  { expr: 'rate(x{$namespace}[5m]) / y{$namespace} > 1e-3', teams: [] },
];

function shop(): HelmChart {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' });
  new Manifest(
    chart,
    'rules',
    { apiVersion: 'v1', kind: 'Rules' },
    {
      metadata: { name: 'rules' },
      rules: [
        each(fileItems('rules.yaml', rule, RULES), ({ expr, alert, urgent, teams }) => {
          const filled = replaceAll(expr, { $namespace: `namespace="${release.namespace}"` });
          return either<object>(
            isSet(alert),
            { alert: embed(alert), expr: filled, urgent: when(isSet(urgent), true), teams: embed(teams) },
            { expr: filled, record: 'x' },
          );
        }),
      ],
    },
  );
  return chart;
}

describe.each([3, 4] as const)('with Helm %i', (major) => {
  describeWithHelm(major, 'items of a file', (helm) => {
    test('are the same in both outputs, braces and quotes included', () => {
      const { plain, helm: rendered } = bothWays(helm, shop(), {});
      expect(rendered).toEqual(plain);
      const [object] = Object.values(plain) as { rules: unknown[] }[];
      expect(object!.rules).toEqual([
        {
          alert: 'Down',
          expr: expect.stringMatching(/^up\{namespace="[-a-z]+"\} == 0 # \{\{ \$labels\.pod \}\} "%s"$/) as string,
          urgent: true,
          teams: ['on', '1'],
        },
        { expr: expect.stringMatching(/^rate\(x\{namespace=.*\/ y\{namespace=/) as string, record: 'x' },
      ]);
    });
  });
});

test('what does not fit is refused', () => {
  const item = string({ description, default: '' });
  expect(() => fileItems('Rules.yaml', item, ['a'])).toThrow(/not a file name/);
  expect(() => fileItems('rules.yaml', item, [])).toThrow(/has no items/);
  expect(() => fileItems('rules.yaml', item, [release.name])).toThrow(/use replaceAll/);
  expect(() => fileItems('rules.yaml', item, ['two\nlines'])).toThrow(/one line/);
  expect(() => replaceAll('text', {})).toThrow(/is empty/);
  expect(() => replaceAll('text', { '': 'x' })).toThrow(/is empty/);
});
