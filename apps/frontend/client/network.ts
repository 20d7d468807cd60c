/** Whether there is a network at all, and the wait until there is. */
export interface Network {
  online(): boolean;
  /** Calls when the network comes back; returns what ends that. */
  watch(cameBack: () => void): () => void;
}

/** The browser's own view of it. */
export const browserNetwork: Network = {
  online: () => navigator.onLine,
  watch: (cameBack) => {
    addEventListener('online', cameBack);
    return () => removeEventListener('online', cameBack);
  },
};

const firstMs = 250;
const longestMs = 8000;

/** The pause before an attempt: it doubles, with chance in it so that many pages do not come back at once. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  return Math.min(longestMs, firstMs * 2 ** attempt) * (0.75 + random() / 2);
}

/**
 * Waits before the next attempt. Without a network it waits as long as there is none; a network that comes back ends
 * every wait.
 * @throws the signal's reason when it is aborted
 */
export async function waitToRetry(milliseconds: number, network: Network, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason as Error);
  const unwatch = network.watch(resolve);
  const timer = setTimeout(() => {
    if (network.online()) resolve();
  }, milliseconds);
  signal.addEventListener('abort', abort);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    unwatch();
    signal.removeEventListener('abort', abort);
  }
}
