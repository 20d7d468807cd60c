import { Construct } from 'constructs';
import { PrometheusRule } from '../../imports/prometheus-operator';
import { HelmChart } from '../synth';
import {
  ChatbotError,
  type Declaration,
  type Dictionary,
  type List,
  type ValueOf,
  each,
  fileItems,
  merge,
  named,
  oneOf,
  replaceAll,
  section,
  string,
} from '../values';
import { identityOf } from './identity';
import { checkProps } from './shapes/program';
import { ALERT_RULES } from './shapes/monitoring';

/** A rule that tells somebody. */
export interface Alert {
  /** Its name, in CamelCase. */
  readonly alert: string;
  /** PromQL; each series of its result is an alert. */
  readonly expr: string;
  /** How long it must hold before it is told, in Prometheus' notation, e.g. `10m`. */
  readonly for: string;
  /** `critical`: somebody has to act now; `warning`: on the next working day; `info`: good to know. */
  readonly severity: 'critical' | 'warning' | 'info';
  /** One line: what is wrong. `{{ $labels.pod }}` and the like reach Prometheus as they are. */
  readonly summary: string;
  /** A sentence or two: what it means for people, with figures such as `{{ $value | humanize }}`. */
  readonly description: string;
  /** The section of the runbook: what stands behind `#`. */
  readonly runbook: string;
}

/** A rule that stores an expression's result as a metric, which alerts and dashboards then read. */
export interface Recording {
  /** Name of the metric, e.g. `job:http_requests:rate5m`. */
  readonly record: string;
  /** PromQL. */
  readonly expr: string;
}

export interface AlertRulesProps {
  /** What alerts and dashboards read; each may read those before it. @default - none */
  readonly recordings?: readonly Recording[];
  /** One or more. */
  readonly alerts: readonly Alert[];
  /**
   * What stands in expressions for a word such as `$namespace`, by the word without its dollar sign: a literal or a value.
   * @default - none
   */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** URL of the runbook, to which `#` and an alert's section are added. */
  readonly runbookUrl: string;
  /** More labels, such as `release: kube-prometheus-stack`, by which Prometheus finds the rules. @default - none */
  readonly labels?: Dictionary<string>;
}

// Rules are files of the chart, so a line's end in one is no harm.
const text = string({ description: 'Part of a rule', default: '', pattern: '^[\\s\\S]*$', expected: 'text' });
const RECORDING = section('A recording', { record: text, expr: text });
const ALERT = section('An alert', {
  alert: text,
  expr: text,
  for: text,
  severity: oneOf({ description: 'How urgent it is', options: ['critical', 'warning', 'info'], default: 'info' }),
  summary: text,
  description: text,
  runbook: text,
});

/**
 * Alerts and stored expressions: a PrometheusRule in which every alert has a severity, a summary, a description and a section of
 * the runbook. In a chart the rules are files, and values get into expressions by placeholders only. It needs the Prometheus
 * operator's CustomResourceDefinitions.
 */
export class AlertRules extends Construct {
  /** @throws ChatbotError when an expression has a placeholder that is not given, or one is given that none has. */
  constructor(scope: Construct, id: string, props: AlertRulesProps) {
    super(scope, id);
    checkProps(this, props, ALERT_RULES);
    checkPlaceholders(this, props);
    const { recordings = [], alerts, placeholders = {}, runbookUrl } = props;
    const { labels, name } = identityOf(this, scope.node.id);
    const fill = (expr: string, all: readonly { readonly expr: string }[]) => {
      const words = Object.entries(placeholders).map(([word, by]) => [`$${word}`, by] as const);
      const used = words.filter(([word]) => all.some((one) => one.expr.includes(word)));
      return used.length > 0 ? replaceAll(expr, Object.fromEntries(used)) : expr;
    };
    const recorded = each(
      this.items('recordings', RECORDING, recordings),
      ({ record, expr }) => ({ record, expr: fill(expr, recordings) }),
      'recording',
    );
    const told = each(
      this.items('alerts', ALERT, alerts),
      ({ alert, expr, severity, summary, description, runbook, ...rest }) => ({
        alert,
        expr: fill(expr, alerts),
        for: rest.for,
        labels: { severity },
        annotations: { summary, description, runbook_url: `${runbookUrl}#${runbook}` },
      }),
      'alert',
    );
    new PrometheusRule(this, 'prometheusrule', {
      metadata: { name, labels: props.labels ? named('monitorLabels', merge(labels, props.labels)) : labels },
      spec: { groups: [{ name, rules: [recorded, told] }] },
    });
  }

  // Plain where there is no chart that could have a file.
  private items<I extends Declaration>(name: string, item: I, items: readonly ValueOf<I>[]): List<ValueOf<I>> {
    return HelmChart.around(this) && items.length > 0 ? fileItems(`${name}.yaml`, item, items) : items;
  }
}

function checkPlaceholders({ node }: Construct, { recordings = [], alerts, placeholders = {} }: AlertRulesProps): void {
  const given = Object.keys(placeholders);
  const expressions = [...recordings, ...alerts].map(({ expr }) => expr);
  const used = new Set(expressions.flatMap((expr) => [...expr.matchAll(/\$(\w+)/g)].map(([, word]) => word!)));
  for (const word of used)
    if (!given.includes(word))
      throw new ChatbotError(
        `${node.path}: an expression has the placeholder $${word}; say in placeholders what it is`,
      );
  for (const word of given) {
    if (!used.has(word))
      throw new ChatbotError(`${node.path}: no expression has the placeholder $${word}; leave it out`);
    const longer = given.find((other) => other !== word && other.startsWith(word));
    if (longer)
      throw new ChatbotError(`${node.path}: the placeholder $${word} begins $${longer}; give it another name`);
  }
}
