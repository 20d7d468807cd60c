import { jsonText } from '../synth/json-text';

/** What a panel asks, and how its lines are called. */
export interface PanelQuery {
  /** PromQL. `$namespace`, `$release` and `$__rate_interval` are Grafana's variables. */
  readonly expr: string;
  /** Name of each series: Grafana's `{{label}}` is the label's value. */
  readonly legend: string;
}

/** One picture of a dashboard. */
export interface DashboardPanel {
  readonly title: string;
  /** What one sees, and when to worry: a sentence or two. */
  readonly description: string;
  /** Grafana's id of the unit: `s`, `reqps`, `percentunit`, `bytes`, `short`. */
  readonly unit: string;
  /** One or more. */
  readonly queries: readonly PanelQuery[];
  /** Lines over time, or the last number. @default timeseries */
  readonly kind?: 'timeseries' | 'stat';
  /** Whether lines stand on each other, for parts of a whole. @default false */
  readonly stacked?: boolean;
  /** Where the colour changes to orange or red, ascending, in the panel's unit. @default - always green */
  readonly limits?: { readonly warning: number; readonly critical: number };
}

/** Panels under a heading, side by side, four at most. */
export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly DashboardPanel[];
}

/** A dashboard of Grafana over Prometheus, for the releases of a chart. */
export interface Dashboard {
  /** Part of its address, the same for ever: at most 40 letters, digits and dashes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** By which people find it. @default - none */
  readonly tags?: readonly string[];
  /** A metric that every release has; its labels `namespace` and `release` are what one chooses from. */
  readonly releasesOf: string;
  readonly rows: readonly DashboardRow[];
}

const SOURCE = { type: 'prometheus', uid: '${datasource}' };
const WIDTH = 24;
const HEIGHT = { timeseries: 8, stat: 4 };

/** Grafana's JSON of a dashboard, the same text for the same dashboard. */
export function dashboardJson(dashboard: Dashboard): string {
  const { uid, title, description, tags = [], rows } = dashboard;
  const model = {
    uid,
    title,
    description,
    tags,
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    templating: { list: variables(dashboard) },
    panels: numbered(placed(rows)),
  };
  return `${jsonText(model)}\n`;
}

function variables({ releasesOf }: Dashboard): readonly object[] {
  const choice = (name: string, label: string, query: string) => ({
    type: 'query',
    name,
    label,
    datasource: SOURCE,
    definition: query,
    query: { query, refId: name },
    refresh: 2,
    sort: 1,
  });
  return [
    { type: 'datasource', name: 'datasource', label: 'Data source', query: 'prometheus' },
    choice('namespace', 'Namespace', `label_values(${releasesOf}, namespace)`),
    choice('release', 'Release', `label_values(${releasesOf}{namespace="$namespace"}, release)`),
  ];
}

/** Rows from top to bottom, their panels from left to right. */
function placed(rows: readonly DashboardRow[]): readonly object[] {
  let y = 0;
  return rows.flatMap(({ title, panels }) => {
    const heading = { type: 'row', title, collapsed: false, gridPos: { x: 0, y: y++, w: WIDTH, h: 1 }, panels: [] };
    const w = WIDTH / panels.length;
    const h = Math.max(...panels.map(({ kind = 'timeseries' }) => HEIGHT[kind]));
    const pictures = panels.map((panel, index) => panelOf(panel, { x: index * w, y, w, h }));
    y += h;
    return [heading, ...pictures];
  });
}

function numbered(panels: readonly object[]): readonly object[] {
  return panels.map((panel, index) => ({ id: index + 1, ...panel }));
}

function panelOf(panel: DashboardPanel, gridPos: object): object {
  const { title, description, unit, queries, kind = 'timeseries', stacked = false, limits } = panel;
  const steps = [
    { color: 'green', value: null },
    ...(limits
      ? [
          { color: 'orange', value: limits.warning },
          { color: 'red', value: limits.critical },
        ]
      : []),
  ];
  return {
    type: kind,
    title,
    description,
    datasource: SOURCE,
    gridPos,
    targets: queries.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
      ...(kind === 'stat' ? { instant: true, range: false } : {}),
    })),
    fieldConfig: {
      defaults: {
        unit,
        thresholds: { mode: 'absolute', steps },
        ...(kind === 'stat' ? {} : { min: 0, custom: linesOf(stacked, limits !== undefined) }),
      },
      overrides: [],
    },
    options: kind === 'stat' ? STAT : LINES,
  };
}

function linesOf(stacked: boolean, hasLimits: boolean): object {
  return {
    fillOpacity: stacked ? 30 : 8,
    showPoints: 'never',
    stacking: { mode: stacked ? 'normal' : 'none', group: 'A' },
    thresholdsStyle: { mode: hasLimits ? 'dashed' : 'off' },
  };
}

const LINES = {
  legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
  tooltip: { mode: 'multi', sort: 'desc' },
};
const STAT = {
  colorMode: 'value',
  graphMode: 'none',
  textMode: 'value_and_name',
  reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
};
