import type { Chart } from 'cdk8s';
import { ChatbotError } from '../values';

/** An object as far as a cluster tells it from others. */
export interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Where objects were made, by what tells them apart in a cluster. */
export type Twins = Map<string, string>;

const IN_CHARTS = new WeakMap<Chart, Twins>();

/** The objects of a chart that knows no values, as far as they are made. */
export function twinsOf(chart: Chart): Twins {
  const known = IN_CHARTS.get(chart) ?? new Map<string, string>();
  IN_CHARTS.set(chart, known);
  return known;
}

/** @throws ChatbotError for a second object of one name, which would replace the first in the cluster. */
export function refuseTwins(known: Twins, { apiVersion, kind, metadata }: NamedObject, place: string): void {
  const { name, namespace = '' } = metadata;
  const identity = [apiVersion, kind, namespace, name].join(' ');
  const other = known.get(identity);
  if (other)
    throw new ChatbotError(
      `${place}: the ${kind} ${name} is there already, from ${other}; give one of them another name`,
    );
  known.set(identity, place);
}
