export type Level = 'debug' | 'info' | 'warn' | 'error';

/** Writes one JSON line to stdout. Never pass prompts, tokens, cookies or passwords. */
export function log(level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const line = { time: new Date().toISOString(), level, service: 'frontend', message, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
