import { anyNumber, flag, list, map, text, word } from '../../../imports/shape/shape';
import { anyText, labels, someText } from '../../../imports/shape/words';
import { metricName, prometheusDuration } from '../../../imports/parts/scrape';
import type { Alert, AlertRulesProps, Recording } from '../alert-rules';
import type { Dashboard, DashboardPanel, DashboardRow, PanelQuery } from '../dashboard';
import type { GrafanaDashboardsProps } from '../grafana-dashboards';
import { props } from './words';

const recording = props<Recording>({ record: metricName, expr: someText }, {});
const alert = props<Alert>(
  {
    alert: text('a name in CamelCase such as BackendDown', /^[A-Z][A-Za-z0-9]*$/),
    expr: someText,
    for: prometheusDuration,
    severity: word('critical', 'warning', 'info'),
    summary: someText,
    description: someText,
    runbook: text("a section's name such as backend-down", /^[-_A-Za-z0-9]+$/),
  },
  {},
);

/** Of `AlertRulesProps`. */
export const ALERT_RULES = props<AlertRulesProps>(
  { alerts: list(alert, { minItems: 1, unique: 'alert' }), runbookUrl: text('the URL of a runbook', /^[!-~]+$/) },
  { recordings: list(recording), placeholders: map(text('a word such as namespace', /^\w+$/), anyText), labels },
);

const query = props<PanelQuery>({ expr: someText, legend: anyText }, {});
const panel = props<DashboardPanel>(
  { title: someText, description: someText, unit: someText, queries: list(query, { minItems: 1 }) },
  {
    kind: word('timeseries', 'stat'),
    stacked: flag,
    limits: props<NonNullable<DashboardPanel['limits']>>({ warning: anyNumber, critical: anyNumber }, {}),
  },
);
const dashboard = props<Dashboard>(
  {
    uid: text('at most 40 lower case letters, digits and dashes', /^[a-z0-9](-?[a-z0-9]){0,39}$/, 40),
    title: someText,
    description: someText,
    releasesOf: metricName,
    rows: list(props<DashboardRow>({ title: someText, panels: list(panel, { minItems: 1, maxItems: 4 }) }, {})),
  },
  { tags: list(someText) },
);

/** Of `GrafanaDashboardsProps`. */
export const GRAFANA_DASHBOARDS = props<GrafanaDashboardsProps>(
  { dashboards: list(dashboard, { minItems: 1, unique: 'uid' }), labels },
  { folder: someText },
);
