const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let held = false;

/** Runs what must not be cut in two: a signal that would end the program does so afterwards. */
export function uninterrupted(work: () => void): void {
  if (!held) {
    SIGNALS.forEach((signal) => process.on(signal, end));
    // A signal that comes meanwhile is told in the next turn of the event loop.
    setImmediate(release);
    held = true;
  }
  work();
}

function release(): void {
  SIGNALS.forEach((signal) => process.off(signal, end));
  held = false;
}

function end(signal: NodeJS.Signals): void {
  release();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
