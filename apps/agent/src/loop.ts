import { Budget, estimateTokens, type BudgetLimits } from './budget.ts';
import { CallKeys } from './call-keys.ts';
import { trimHistory, type HistoryMessage } from './history.ts';
import type { ConversationMessage } from './model.ts';
import { modelTurn, type TurnParts } from './model-turn.ts';
import { systemPrompt } from './prompt.ts';
import { RunError } from './run-error.ts';
import type { RunEvent } from './run-events.ts';
import { sealState, type Progress, type RecordedTurn, type StateSeal } from './run-state.ts';
import { declineCall, makeCall, needsConfirmation, toolCall, type CallParts } from './tool-calls.ts';

/** Bounds of one run; those in tokens and money are in {@link BudgetLimits}. */
export interface RunLimits {
  /** Turns of the model. @default 8 */
  readonly maxTurns: number;
  /** Tokens of one turn's answer. @default 1024 */
  readonly maxOutputTokens: number;
  /** Tool calls of one turn; more are refused. @default 16 */
  readonly maxCallsPerTurn: number;
  readonly budget: BudgetLimits;
}

export interface RunInput {
  readonly messages: readonly HistoryMessage[];
  /** Marks the state of a run that waits. Its scope is that of the calls' idempotency keys, too. */
  readonly seal: StateSeal;
  /** Where the run waited, and what the person said. */
  readonly resume?: { readonly progress: Progress; readonly approved: boolean };
}

export interface RunParts extends Omit<TurnParts, 'maxOutputTokens'>, Omit<CallParts, 'keys' | 'maxCallsPerTurn'> {
  readonly limits: RunLimits;
  readonly now: Date;
}

/**
 * Lets the model answer, with tools, until it has no more calls to make, or until one of them needs the person's confirmation.
 * The tokens joined, also those before a wait, are the text of `done`. Throws a {@link RunError}.
 */
export async function* run(input: RunInput, parts: RunParts): AsyncGenerator<RunEvent, void> {
  const { limits } = parts;
  const progress: Progress = input.resume?.progress ?? {
    text: '',
    usage: { input_tokens: 0, output_tokens: 0 },
    turns: [],
  };
  const calls: CallParts = { ...parts, keys: keysOf(input, progress), maxCallsPerTurn: limits.maxCallsPerTurn };
  if (input.resume !== undefined) yield* settleWaiting(progress, input.resume.approved, calls);
  const budget = new Budget(limits.budget, progress.usage);
  while (progress.turns.length < limits.maxTurns) {
    const turn = yield* nextTurn(input, progress, budget, parts);
    if (turn.calls.length === 0) {
      if (turn.text.trim() === '') throw new RunError('model_invalid');
      yield { kind: 'done', text: progress.text, turns: progress.turns.length + 1, usage: progress.usage };
      return;
    }
    progress.turns.push(turn);
    // The answer to what these calls bring would be one turn too many.
    if (progress.turns.length === limits.maxTurns) break;
    for (const [index, call] of turn.calls.entries()) {
      if (!needsConfirmation(call, index, calls)) yield await makeCall(call, index, calls);
    }
    const waiting = turn.calls.filter(({ result }) => result === undefined);
    if (waiting.length > 0) {
      const asked = waiting.map(({ id, name, arguments: args = {} }) => ({ id, name, arguments: args }));
      yield { kind: 'confirm', calls: asked, state: sealState(progress, input.seal) };
      return;
    }
  }
  throw new RunError('too_many_turns');
}

/** The keys as they were when the run stopped to wait: every call that has its result was counted. */
function keysOf({ seal }: RunInput, { turns }: Progress): CallKeys {
  const keys = new CallKeys(seal.scope);
  for (const call of turns.flatMap((turn) => turn.calls)) if (call.result !== undefined) keys.next(toolCall(call));
  return keys;
}

async function* settleWaiting(progress: Progress, approved: boolean, parts: CallParts): AsyncGenerator<RunEvent, void> {
  for (const [index, call] of (progress.turns.at(-1)?.calls ?? []).entries()) {
    if (call.result !== undefined) continue;
    yield approved ? await makeCall(call, index, parts) : declineCall(call, parts);
  }
}

/** Lets the model speak once; what it says and takes is added to the progress. */
async function* nextTurn(
  { messages }: RunInput,
  progress: Progress,
  budget: Budget,
  parts: RunParts,
): AsyncGenerator<RunEvent, RecordedTurn> {
  const conversation: ConversationMessage[] = [...trimHistory(messages), ...progress.turns.flatMap(toMessages)];
  const system = systemPrompt(parts.now);
  const tools = parts.toolbox.tools;
  const inputTokens = estimateTokens(system, JSON.stringify(conversation), JSON.stringify(tools));
  const maxOutputTokens = budget.allow(inputTokens, parts.limits.maxOutputTokens);
  const speaking = modelTurn({ system, messages: conversation, tools, inputTokens }, { ...parts, maxOutputTokens });
  let begun = false;
  for (let next = await speaking.next(); ; next = await speaking.next()) {
    if (next.done === true) {
      budget.add(next.value.usage);
      progress.usage = budget.usage;
      return next.value.turn;
    }
    // What the model said before its tool calls is a paragraph of its own.
    const text = begun || progress.text === '' ? next.value : `\n\n${next.value}`;
    begun = true;
    progress.text += text;
    yield { kind: 'token', text };
  }
}

function toMessages({ text, calls }: RecordedTurn): ConversationMessage[] {
  const results = calls.map((call) => ({
    role: 'tool' as const,
    call: toolCall(call),
    content: call.result?.text ?? '',
  }));
  return [{ role: 'assistant', content: text, calls: calls.map(toolCall) }, ...results];
}
