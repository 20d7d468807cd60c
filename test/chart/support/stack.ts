import { App } from 'cdk8s';
import { TodoChatbot } from '../../../constructs/chatbot';
import { type Overlay, SynthesizedChart, parseOverlay, readOverlays } from '../../../constructs/synth';
import type { Json } from '../../../constructs/values';
import { stringify } from 'yaml';
import { version } from '../../../package.json';
import type { KubernetesObject } from './objects';

/** The chart that all these tests are about, as both interpreters see it. */
export const stack = new SynthesizedChart(new TodoChatbot(new App(), 'todo-chatbot', { version }));
export const declaration = stack.chart.declaration();

/** The environments of helm/todo-chatbot: dev, staging, prod and whatever else is there. */
export const environments: readonly Overlay[] = readOverlays('helm/todo-chatbot', declaration);

export function environmentNamed(name: string): Overlay {
  const found = environments.find(({ environment }) => environment === name);
  if (!found) throw new Error(`helm/todo-chatbot/values-${name}.yaml is not there`);
  return found;
}

/** The objects that plain synth makes of an overlay. */
export function plainOf(values: Json, environment = 'dev'): KubernetesObject[] {
  return stack.plain({ environment, values }).map(({ json }) => json as unknown as KubernetesObject);
}

/** An overlay as a person could have written it; every string in quotes, because YAML 1.1 and 1.2 differ without. */
export function overlayText(values: Json): string {
  return stringify(values, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0, aliasDuplicateObjects: false });
}

/** An overlay's text as plain synth reads it. @throws when it is refused. */
export function readOverlay(text: string): Json {
  return parseOverlay(text, 'overlay.yaml', declaration);
}
