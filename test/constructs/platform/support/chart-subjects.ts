import { App } from 'cdk8s';
import * as library from '../../../../constructs';
import { TODO_CHATBOT } from '../../../../constructs/chatbot/todo-props';
import { HELM_CHART, SUBCHART_PROPS } from '../../../../constructs/synth/chart-shape';
import { type AnyShape, list } from '../../../../imports/shape/shape';
import { objectName } from '../../../../imports/shape/words';
import { fields } from '../../../../constructs/platform/shapes/words';

const { ExtraObjects, HelmChart, Subchart, SynthesizedChart, TodoChatbot } = library;
type Chart = library.AnyHelmChart;

/** A chart, or what stands in one without being a workload. */
interface ChartSubject {
  readonly shape: AnyShape;
  /** Times that it is tried of each sort; a whole stack takes its time. */
  readonly runs: number;
  readonly chartOf: (props: never) => Chart;
}

const emptyChart = () => new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop' });
const configMap = fields({ metadata: fields({ name: objectName }) });

/** By name. What they are called in errors ends in `thing`. */
export const CHARTS: Readonly<Record<string, ChartSubject>> = {
  ExtraObjects: {
    shape: fields({ objects: list(configMap) }),
    runs: 30,
    chartOf: (props) => {
      const chart = emptyChart();
      new ExtraObjects(chart, 'thing', inConfigMaps(props));
      return chart;
    },
  },
  HelmChart: { shape: HELM_CHART, runs: 40, chartOf: (props) => new HelmChart(new App(), 'thing', props) },
  Subchart: {
    shape: SUBCHART_PROPS,
    runs: 20,
    chartOf: (props) => {
      const chart = emptyChart();
      new Subchart(chart, 'thing', props);
      return chart;
    },
  },
  TodoChatbot: { shape: TODO_CHATBOT, runs: 4, chartOf: (props) => new TodoChatbot(new App(), 'thing', props) },
};

/** What is made by functions, for the props that want it. */
export const MADE_FOR_CHARTS: Readonly<Record<string, unknown>> = {
  'a section of values, made by section()': library.section('Values', {}),
  'a function from an environment to a namespace': (environment: string) => `shop-${environment}`,
  'an object of shared values': { logLevel: 'debug' },
};

/** The files of the chart are written, too. */
export function objectsOfChart(chart: Chart): object[] {
  const synthesized = new SynthesizedChart(chart);
  synthesized.chartFiles();
  return synthesized.plain({ environment: 'dev', values: {} }).map(({ json }) => json);
}

// What is tried is how objects are passed on; what else they say is Kubernetes' to know.
function inConfigMaps(props: unknown): never {
  const { objects } = (props ?? {}) as { readonly objects?: unknown };
  const isObject = (one: unknown) => typeof one === 'object' && one !== null && 'metadata' in one;
  const typed = (one: unknown) => (isObject(one) ? { apiVersion: 'v1', kind: 'ConfigMap', ...(one as object) } : one);
  return { objects: Array.isArray(objects) ? objects.map(typed) : objects } as never;
}
