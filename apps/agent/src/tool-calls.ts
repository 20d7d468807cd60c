import type { Span } from '@todo-chatbot/service';

import type { AgentMetrics } from './agent-metrics.ts';
import type { CallKeys } from './call-keys.ts';
import type { RunEvent } from './run-events.ts';
import type { RecordedCall } from './run-state.ts';
import type { Toolbox, ToolResult } from './tools.ts';

/** What the model and the person are told of a call that the person did not allow. */
export const declinedText = 'The person declined this. Nothing was changed.';

export interface CallParts {
  readonly toolbox: Toolbox;
  readonly keys: CallKeys;
  readonly metrics: AgentMetrics;
  readonly span: Span;
  /** Tool calls of one turn; more are refused. */
  readonly maxCallsPerTurn: number;
}

/** Whether a call has to wait for the person. A call that would be refused anyway does not bother them. */
export function needsConfirmation(call: RecordedCall, index: number, parts: CallParts): boolean {
  const tool = parts.toolbox.tools.find(({ name }) => name === call.name);
  return tool?.needsConfirmation === true && objection(call, index, parts) === undefined;
}

/** Makes a call, or refuses it, and records its result. */
export async function makeCall(call: RecordedCall, index: number, parts: CallParts): Promise<RunEvent> {
  const refusal = objection(call, index, parts);
  const idempotencyKey = parts.keys.next(toolCall(call));
  if (refusal !== undefined) return settle(call, parts, refused(refusal));
  const span = parts.span.child('tool call', { 'gen_ai.tool.name': call.name });
  try {
    const result = await parts.toolbox.call(call.name, call.arguments ?? {}, { idempotencyKey, span });
    span.end({ failed: !result.ok });
    return settle(call, parts, result);
  } catch (error) {
    span.end({ failed: true });
    throw error;
  }
}

/** Records that the person did not allow a call. */
export function declineCall(call: RecordedCall, parts: CallParts): RunEvent {
  parts.keys.next(toolCall(call));
  return settle(call, parts, refused(declinedText));
}

export function toolCall({ id, name, arguments: args }: RecordedCall) {
  return { id, name, arguments: args };
}

function objection(call: RecordedCall, index: number, { toolbox, maxCallsPerTurn }: CallParts): string | undefined {
  const tool = toolbox.tools.find(({ name }) => name === call.name);
  if (index >= maxCallsPerTurn) return `Too many calls at once: at most ${maxCallsPerTurn} are made.`;
  if (tool === undefined) return 'There is no tool of this name.';
  if (call.arguments === undefined) return 'The arguments are not a JSON object.';
  if (!tool.needsConfirmation) return undefined;
  const wrong = tool.objection(call.arguments);
  return wrong === undefined ? undefined : `The tool does not take these arguments.\n${wrong}`;
}

function refused(text: string): ToolResult {
  return { ok: false, text, result: text };
}

function settle(call: RecordedCall, { toolbox, metrics }: CallParts, { ok, text, result }: ToolResult): RunEvent {
  call.result = { ok, text };
  metrics.toolCall(toolbox.tools.some(({ name }) => name === call.name) ? call.name : 'unknown', ok);
  return { kind: 'tool', name: call.name, arguments: call.arguments ?? {}, ok, result };
}
