import { logLevels, type LogLevel } from './settings.ts';

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON object a line. Fields carry names and numbers, never prompts, tokens, keys or titles. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with fields that every line of it carries. */
  with(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** @default writes to stdout */
  readonly write?: (line: string) => void;
}

export function createLogger(options: LoggerOptions, bound: LogFields = {}): Logger {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const threshold = logLevels.indexOf(options.level);
  const log = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (logLevels.indexOf(level) < threshold) return;
    const time = new Date().toISOString();
    write(`${JSON.stringify({ time, level, message, service: options.service, ...bound, ...fields })}\n`);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warning'),
    error: log('error'),
    with: (fields) => createLogger(options, { ...bound, ...fields }),
  };
}

/** What may be logged of an error: its class and code. Its message may quote what a person wrote. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const code = (error as NodeJS.ErrnoException).code ?? (cause as NodeJS.ErrnoException | undefined)?.code;
  return { error: error.name, ...(typeof code === 'string' ? { error_code: code } : {}) };
}
