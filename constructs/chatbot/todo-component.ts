import type { HelmChart } from '../synth';
import type { Fields, HandleOf, SectionDeclaration } from '../values';
import { Component, type ComponentProps } from './component';
import type { TodoGlobals } from './globals';
import { SHARES } from './shares';

/** What a program of the Todo Chatbot is, beside its share. */
export interface TodoProgram<F extends Fields> {
  /** One line. */
  readonly description: string;
  /** Values beyond those of every component. */
  readonly values: F;
  /** Its settings, from its own values. @default - none */
  readonly program?: (own: HandleOf<SectionDeclaration<F>>) => Omit<ComponentProps, 'port'>;
}

/** Adds a program of the Todo Chatbot: its image, port and share go by its name, and it has the chart's log level. */
export function addProgram<F extends Fields>(
  chart: HelmChart,
  globals: TodoGlobals,
  id: keyof typeof SHARES,
  { description, values, program = () => ({}) }: TodoProgram<F>,
): Component<F> {
  const { cpu, memory } = SHARES[id];
  const requests = { cpu: cpu[0], memory: memory[0], ephemeralStorage: '64Mi' };
  const limits = { cpu: cpu[1], memory: memory[1], ephemeralStorage: '256Mi' };
  const defaults = { description, repository: `todo-chatbot/${id}`, requests, limits, values };
  return new Component<F>(chart, id, defaults, globals, (own) => {
    const { environment, ...props } = program(own);
    return { port: globals.ports[id], environment: { LOG_LEVEL: globals.logLevel, ...environment }, ...props };
  });
}
