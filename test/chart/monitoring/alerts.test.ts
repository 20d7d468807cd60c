import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertingRule, PrometheusRuleSpec } from '../../../imports';
import { testFolder } from '../support/charts';
import { ofKind } from '../support/objects';
import { plainOf } from '../support/stack';
import { type AlertCase, CASES } from './alert-cases';
import { describeWithPromtool } from './promtool';

const [object] = ofKind(plainOf({ global: { monitoring: { enabled: true } } }), 'PrometheusRule');
const spec = object!.spec as unknown as PrometheusRuleSpec;
const alerts = spec.groups.flatMap(({ rules }) => rules.filter((rule): rule is AlertingRule => 'alert' in rule));

test('each alert has a case that fires and one that does not', () => {
  expect(Object.keys(CASES).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
});

/** What an alert says: its templates filled in with its labels and its value. */
function said(text: string, { labels, value = '' }: AlertCase): string {
  return text
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label]!)
    .replace(/\{\{ \$value[^}]*\}\}/g, () => value);
}

function expected({ annotations = {}, labels }: AlertingRule, one: AlertCase) {
  const words = Object.entries(annotations).map(([key, text]) => [key, said(text, one)]);
  return { exp_labels: { ...one.labels, ...labels }, exp_annotations: Object.fromEntries(words) as object };
}

/** The tests of one alert, as promtool reads them. */
function testsOf(rule: AlertingRule): readonly object[] {
  const one = CASES[rule.alert]!;
  const look = (series: readonly string[], exp_alerts: readonly object[]) => ({
    interval: one.every ?? '1m',
    input_series: series.map((text) => {
      const [, name, values] = /^(.*\}) (.*)$/.exec(text)!;
      return { series: name, values };
    }),
    alert_rule_test: [{ eval_time: one.at ?? '30m', alertname: rule.alert, exp_alerts }],
  });
  return [look(one.fires, [expected(rule, one)]), look(one.silent, [])];
}

describeWithPromtool('promtool', (promtool) => {
  const folder = testFolder();
  const write = (name: string, content: object) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  test('takes the rules', () => {
    const { code, text } = promtool('check', 'rules', write('rules.json', spec));
    expect(text).toContain(`SUCCESS: ${spec.groups.flatMap(({ rules }) => rules).length} rules found`);
    expect(code).toBe(0);
  });

  test('refuses a rule that is no PromQL', () => {
    const rules = [{ alert: 'Wrong', expr: 'sum by (' }];
    expect(promtool('check', 'rules', write('wrong.json', { groups: [{ name: 'a', rules }] })).code).not.toBe(0);
  });

  const paces = [...new Set(Object.values(CASES).map(({ every = '1m' }) => every))];

  test.each(paces)(
    'each alert fires with what it is about, says what, and is silent without (every %s)',
    (pace) => {
      const at = alerts.filter(({ alert }) => (CASES[alert]!.every ?? '1m') === pace);
      const rule_files = [write('rules.json', spec)];
      const file = write(`every-${pace}.json`, { rule_files, evaluation_interval: pace, tests: at.flatMap(testsOf) });
      const { code, text } = promtool('test', 'rules', file);
      expect(code === 0 ? '' : text).toBe('');
    },
    120_000,
  );

  test('says so when an alert does not fire', () => {
    const rule_files = [write('rules.json', spec)];
    const [test] = testsOf(alerts[0]!);
    const never = { ...test, input_series: [] };
    const { code, text } = promtool('test', 'rules', write('never.json', { rule_files, tests: [never] }));
    expect([code, text]).toEqual([1, expect.stringContaining(alerts[0]!.alert)]);
  });
});
