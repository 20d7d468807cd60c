import { createHmac, timingSafeEqual } from 'node:crypto';

import * as z from 'zod';

import { canonicalJson } from './canonical-json.ts';
import { RunError } from './run-error.ts';

/** Bytes of a state as JSON, at most. */
export const maxStateBytes = 262_144;

/** How much of an earlier tool's result stays in a state that would be too large: characters. */
const shortResult = 1_000;

const count = z.int().min(0).max(1_000_000_000);

const call = z.strictObject({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(64),
  /** Left out when the model wrote no JSON object. */
  arguments: z.record(z.string(), z.unknown()).optional(),
  /** Left out while the call waits for the person. */
  result: z.strictObject({ ok: z.boolean(), text: z.string() }).optional(),
});

const turn = z.strictObject({ text: z.string(), calls: z.array(call).min(1).max(64) });

const progress = z.strictObject({
  /** What the person has seen so far. */
  text: z.string(),
  usage: z.strictObject({ input_tokens: count, output_tokens: count }),
  /** The model's turns that called tools; only the last one's calls may wait. */
  turns: z.array(turn).max(50),
});

const runState = progress.extend({ version: z.literal(1), mac: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }).strict();

export type RecordedCall = z.infer<typeof call>;
export type RecordedTurn = z.infer<typeof turn>;
/** How far a run has come. */
export type Progress = z.infer<typeof progress>;
/** What a waiting run needs to go on: its progress, marked as ours. JSON. */
export type RunState = z.infer<typeof runState>;

/** Marks states as made here, for one person and one scope, so that nobody in between can change what was approved. */
export interface StateSeal {
  readonly key: string;
  readonly subject: string;
  readonly scope: string;
}

export function sealState(made: Progress, seal: StateSeal): RunState {
  const whole = storable(made) as Progress;
  const kept = sizeOf(whole) <= maxStateBytes - 1_000 ? whole : shortened(whole);
  if (sizeOf(kept) > maxStateBytes - 1_000) throw new RunError('too_expensive');
  const marked = { version: 1 as const, ...kept };
  return { ...marked, mac: mac(marked, seal) };
}

/** The progress in a state; undefined when it is no state of ours. */
export function openState(value: unknown, seal: StateSeal): Progress | undefined {
  if (!isBounded(value)) return undefined;
  const parsed = runState.safeParse(value);
  if (!parsed.success) return undefined;
  const { mac: given, ...marked } = parsed.data;
  const isOurs = timingSafeEqual(Buffer.from(given), Buffer.from(mac(marked, seal)));
  const waits = marked.turns.map(({ calls }) => calls.some(({ result }) => result === undefined));
  return isOurs && waits.at(-1) === true && !waits.slice(0, -1).includes(true) ? marked : undefined;
}

function mac(marked: Omit<RunState, 'mac'>, { key, subject, scope }: StateSeal): string {
  const text = canonicalJson(['todo-agent/run-state/1', subject, scope, marked]);
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** Small enough, and not nested so deeply that it could not be written again. */
function isBounded(value: unknown): boolean {
  try {
    return sizeOf(value) <= maxStateBytes;
  } catch {
    return false;
  }
}

function sizeOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

function shortened({ turns, ...rest }: Progress): Progress {
  const shorten = (one: RecordedCall): RecordedCall =>
    one.result === undefined
      ? one
      : { ...one, result: { ...one.result, text: one.result.text.slice(0, shortResult).toWellFormed() } };
  return { ...rest, turns: turns.map(({ text, calls }) => ({ text, calls: calls.map(shorten) })) };
}

/** A database's JSON holds neither NUL nor half a surrogate pair; a state must come back as it went. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\ufffd');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, part]) =>
    part === undefined ? [] : [[storable(key) as string, storable(part)] as const],
  );
  return Object.fromEntries(entries);
}
