import { systemPrompt } from './prompt.ts';
import { trimHistory, type HistoryMessage } from './history.ts';
import type { ConversationMessage, Model, ToolCall, Usage } from './model.ts';
import { RunError } from './run-error.ts';
import type { Toolbox, ToolResult } from './tools.ts';

/** Bounds of one run. */
export interface RunLimits {
  /** Turns of the model. @default 8 */
  readonly maxTurns: number;
  /** Tokens of one turn's answer. @default 1024 */
  readonly maxOutputTokens: number;
  /** Tokens of all turns together, in and out, as the model counts them. @default 100000 */
  readonly maxTotalTokens: number;
  /** Tool calls of one turn; more are refused. @default 16 */
  readonly maxCallsPerTurn: number;
}

export const defaultRunLimits: RunLimits = {
  maxTurns: 8,
  maxOutputTokens: 1024,
  maxTotalTokens: 100_000,
  maxCallsPerTurn: 16,
};

export interface RunInput {
  readonly messages: readonly HistoryMessage[];
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export interface RunParts {
  readonly model: Model;
  readonly toolbox: Toolbox;
  readonly limits: RunLimits;
  readonly now: Date;
}

export type RunEvent =
  | { readonly kind: 'token'; readonly text: string }
  | {
      readonly kind: 'tool';
      readonly name: string;
      readonly arguments: object;
      readonly ok: boolean;
      readonly result: unknown;
    }
  | { readonly kind: 'done'; readonly text: string; readonly turns: number; readonly usage: Usage };

/** What the model did in one turn. */
interface Turn {
  text: string;
  readonly calls: ToolCall[];
  usage: Usage;
}

/**
 * Lets the model answer, with tools, until it has no more calls to make. The tokens joined are the text of `done`. Throws a
 * {@link RunError}.
 */
export async function* run(input: RunInput, parts: RunParts): AsyncGenerator<RunEvent, void> {
  const { limits, toolbox } = parts;
  const conversation: ConversationMessage[] = [...trimHistory(input.messages)];
  let text = '';
  let usage: Usage = { input_tokens: 0, output_tokens: 0 };
  for (let turns = 1; turns <= limits.maxTurns; turns += 1) {
    const turn: Turn = { text: '', calls: [], usage: { input_tokens: 0, output_tokens: 0 } };
    for await (const token of modelTurn(turn, conversation, input, parts)) {
      // What the model said before its tool calls is a paragraph of its own.
      const spaced = turn.text === token && text !== '' ? `\n\n${token}` : token;
      text += spaced;
      yield { kind: 'token', text: spaced };
    }
    usage = add(usage, turn.usage);
    if (turn.calls.length === 0) {
      if (turn.text.trim() === '') throw new RunError('model_invalid');
      yield { kind: 'done', text, turns, usage };
      return;
    }
    if (usage.input_tokens + usage.output_tokens > limits.maxTotalTokens) throw new RunError('too_many_turns');
    conversation.push({ role: 'assistant', content: turn.text, calls: turn.calls });
    for (const [index, call] of turn.calls.entries()) {
      const { ok, text: content, result } = await makeCall(call, index, toolbox, limits);
      yield { kind: 'tool', name: call.name, arguments: call.arguments ?? {}, ok, result };
      conversation.push({ role: 'tool', call, content });
    }
  }
  throw new RunError('too_many_turns');
}

/** Streams one turn's tokens and collects the turn. */
async function* modelTurn(
  turn: Turn,
  messages: readonly ConversationMessage[],
  { requestId, signal }: RunInput,
  { model, toolbox, limits, now }: RunParts,
): AsyncGenerator<string> {
  const { maxOutputTokens } = limits;
  const system = systemPrompt(now);
  for await (const event of model.turn({
    system,
    messages,
    tools: toolbox.tools,
    maxOutputTokens,
    requestId,
    signal,
  })) {
    if (event.kind === 'usage') turn.usage = event.usage;
    if (event.kind === 'call') turn.calls.push(event.call);
    if (event.kind !== 'text' || event.text === '') continue;
    turn.text += event.text;
    yield event.text;
  }
}

async function makeCall(call: ToolCall, index: number, toolbox: Toolbox, limits: RunLimits): Promise<ToolResult> {
  const refuse = (text: string) => ({ ok: false, text, result: text });
  if (index >= limits.maxCallsPerTurn)
    return refuse(`Too many calls at once: at most ${limits.maxCallsPerTurn} are made.`);
  if (!toolbox.tools.some((tool) => tool.name === call.name)) return refuse('There is no tool of this name.');
  if (call.arguments === undefined) return refuse('The arguments are not a JSON object.');
  return toolbox.call(call.name, call.arguments);
}

function add(one: Usage, other: Usage): Usage {
  return {
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
  };
}
