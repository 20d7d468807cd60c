import { requestIdHeader, type Span } from '@todo-chatbot/service';

import { estimateTokens } from './budget.ts';
import type { ConversationMessage, Model, ToolCall, ToolDescription, Usage } from './model.ts';
import { RunError } from './run-error.ts';
import type { RecordedCall, RecordedTurn } from './run-state.ts';

/** More than any model says in a token: characters. */
const charactersPerToken = 16;

/** Calls of a turn that are looked at, if only to be refused. */
const maxCalls = 64;

export interface Speech {
  readonly system: string;
  readonly messages: readonly ConversationMessage[];
  readonly tools: readonly ToolDescription[];
  /** An estimate, for a model that does not count. */
  readonly inputTokens: number;
}

export interface TurnParts {
  readonly model: Model;
  readonly maxOutputTokens: number;
  readonly requestId: string;
  readonly span: Span;
  readonly signal: AbortSignal;
}

/** Streams one turn's tokens and returns the turn. */
export async function* modelTurn(
  { inputTokens, ...speech }: Speech,
  { model, maxOutputTokens, requestId, span, signal }: TurnParts,
): AsyncGenerator<string, { turn: RecordedTurn; usage: Usage }> {
  const turn: RecordedTurn = { text: '', calls: [] };
  let counted: Usage | undefined;
  const headers = { [requestIdHeader]: requestId };
  for await (const event of model.turn({ ...speech, maxOutputTokens, headers, span, signal })) {
    if (event.kind === 'usage') counted = event.usage;
    if (event.kind === 'call' && turn.calls.length < maxCalls) turn.calls.push(record(event.call, turn.calls.length));
    if (event.kind !== 'text' || event.text === '') continue;
    turn.text += event.text;
    // A model that goes on past what it was asked for would go on for ever.
    if (turn.text.length > charactersPerToken * maxOutputTokens) throw new RunError('model_invalid');
    yield event.text;
  }
  const estimate = () => ({
    input_tokens: inputTokens,
    output_tokens: estimateTokens(turn.text, JSON.stringify(turn.calls)),
  });
  return { turn, usage: counted ?? estimate() };
}

/** A call within bounds; ids only have to differ within a turn. */
function record({ id, name, arguments: args }: ToolCall, index: number): RecordedCall {
  const kept = {
    id: id === '' || id.length > 200 ? `call-${String(index)}` : id,
    name: name.slice(0, 64) || 'unnamed',
  };
  return args === undefined ? kept : { ...kept, arguments: { ...args } };
}
