import { CLUSTER_METRICS, PROGRAM_METRICS, RECORDINGS } from '../../../constructs/chatbot/monitoring';

/** A series that an expression reads, and the labels by which it chooses. */
export interface Selector {
  readonly name: string;
  readonly labels: readonly string[];
}

/** The series of an expression of PromQL: every one of ours names its namespace, so it has braces. */
export function selectorsIn(expr: string): Selector[] {
  return [...expr.matchAll(/([a-zA-Z_:][\w:]*)\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}/g)].map(([, name, matchers]) => ({
    name: name!,
    labels: [...matchers!.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)].map(([, label]) => label!),
  }));
}

/** The labels by which an expression groups or joins. */
export function groupsIn(expr: string): string[] {
  const lists = [...expr.matchAll(/\b(?:by|on|without|ignoring) \(([^)]*)\)/g)].map(([, labels]) => labels!);
  return [...new Set(lists.flatMap((labels) => labels.split(',').map((label) => label.trim())))];
}

/** What Prometheus and our monitors add to every sample of a program. */
const TARGET = ['namespace', 'release', 'job', 'pod', 'instance'];

interface Known {
  readonly type: string;
  readonly labels: readonly string[];
}
const PROGRAMS = new Map<string, Known>(Object.entries(PROGRAM_METRICS));
const CLUSTER = new Map<string, Known>(Object.entries(CLUSTER_METRICS));

/** The labels that a series has; nothing where nobody exports it. */
export function labelsOf(series: string): readonly string[] | undefined {
  const recording = RECORDINGS.find(({ record }) => record === series);
  if (recording) return groupsIn(recording.expr);
  const whole = PROGRAMS.get(series);
  if (whole) return whole.type === 'histogram' ? undefined : [...TARGET, ...whole.labels];
  const part = PROGRAMS.get(series.replace(/_(bucket|sum|count)$/, ''));
  if (part?.type === 'histogram') return [...TARGET, ...part.labels, ...(series.endsWith('_bucket') ? ['le'] : [])];
  return CLUSTER.get(series)?.labels;
}

/** What is wrong with an expression, one line each. */
export function problemsIn(expr: string, legend = ''): string[] {
  const selectors = selectorsIn(expr);
  const known = selectors.flatMap(({ name }) => labelsOf(name) ?? []);
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
  return [
    ...(selectors.length === 0 ? [`no series: ${expr}`] : []),
    ...selectors.flatMap(({ name, labels }) => {
      const has = labelsOf(name);
      if (!has) return [`nobody exports ${name}`];
      return labels.filter((label) => !has.includes(label)).map((label) => `${name} has no label ${label}`);
    }),
    ...[...groupsIn(expr), ...shown]
      .filter((label) => !known.includes(label))
      .map((label) => `no series has the label ${label}: ${expr}`),
  ];
}
