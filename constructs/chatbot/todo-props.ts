import type { Construct } from 'constructs';
import { check } from '../../imports/shape/check';
import { made } from '../../imports/shape/shape';
import { open, version } from '../synth/chart-shape';
import { ChatbotError, type Json, problemsOf } from '../values';
import { todoGlobalValues } from './globals';
import type { TodoChatbotProps } from './todo-chatbot';

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of `TodoChatbotProps`. */
export const TODO_CHATBOT = open<TodoChatbotProps>(
  { version },
  { global: made('an object of shared values', isObject) },
);

/** @throws ChatbotError that names the chart, the prop or the value, and what was expected. */
export function checkStack({ node }: Construct, id: string, props: unknown): void {
  const path = node.path === '' ? id : `${node.path}/${id}`;
  check(props, TODO_CHATBOT, `${path}:`);
  const { global = {} } = props as { readonly global?: object };
  const [problem] = problemsOf(todoGlobalValues, global as Json);
  if (problem) throw new ChatbotError(`${path}: global.${problem.path}: ${problem.message}`);
}
