import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks twice a second until there is what is waited for. A look that throws says why it is not there yet.
 * @param what in words, for the message
 * @throws when it does not come within so many seconds, with what the last look said
 */
export async function until<T>(what: string, seconds: number, look: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() >= deadline) {
        const last = error instanceof Error ? error.message : String(error);
        throw new Error(`${what}: not within ${seconds} s\n${last}`, { cause: error });
      }
      await pause(500);
    }
  }
}

/** Says why something is not there yet, unless the condition holds. */
export function check(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(why);
}
