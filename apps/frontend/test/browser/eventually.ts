import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, isDeepStrictEqual } from 'node:util';

/** A bound for machines that are busy with other work, in milliseconds; nothing here waits for it to pass. */
export const patienceMs = 120_000;

/** Waits until `read` gives `wanted`: what a key or a click sets off has its own time, on the page and at the backend. */
export async function eventually<Value>(
  what: string,
  read: () => Value | Promise<Value>,
  wanted: Awaited<Value>,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await read();
    if (isDeepStrictEqual(found, wanted)) return;
    if (Date.now() > deadline) assert.fail(`${what}: ${inspect(found)}, not ${inspect(wanted)}`);
    await sleep(20);
  }
}
