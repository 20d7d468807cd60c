import { type AnyShape, flag, list, made, map, text } from '../../imports/shape/shape';
import { spelt } from '../../imports/shape/rules';
import { anyText, quantity, someText } from '../../imports/shape/words';
import type { HelmChartProps, SubchartProps } from './helm-chart';

type Props = HelmChartProps<never, never>;
type RequiredKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

/** The props of a chart, each with its shape: one that is forgotten does not compile. */
export function open<T>(
  required: Readonly<Record<RequiredKeys<T>, AnyShape>>,
  optional: Readonly<Record<Exclude<keyof T, RequiredKeys<T>>, AnyShape>>,
): AnyShape {
  const rules = [spelt(...Object.keys({ ...required, ...optional }))];
  return { kind: 'object', required, optional, rules, isOpen: true };
}

/** A version as npm and Helm read it. */
export const version = text('a semantic version such as 1.4.0', /^\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9A-Za-z.-]+)?$/);
const values = made('a section of values, made by section()', (value) => isSection(value));
const oneLine = text('text on one line', /^[^\n\r\u0085\u2028\u2029]+$/);

function isSection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'section';
}

/** Of `HelmChartProps`. */
export const HELM_CHART = open<Props>(
  { version, description: oneLine },
  {
    appVersion: someText,
    catalogue: open<NonNullable<Props['catalogue']>>(
      {},
      { guide: anyText, keywords: list(someText), annotations: map(someText, anyText) },
    ),
    values,
    global: values,
    namespaceOf: made('a function from an environment to a namespace', (value) => typeof value === 'function'),
    notes: anyText,
    budgets: map(someText, open<NonNullable<Props['budgets']>[string]>({}, { cpu: quantity, memory: quantity })),
  },
);

/** Of `SubchartProps`. */
export const SUBCHART_PROPS = open<SubchartProps<never>>({ values }, { description: oneLine, isEnabled: flag });
