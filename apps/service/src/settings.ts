import { readFileSync } from 'node:fs';

/** A setting is missing, malformed or unsafe. Its message is one sentence for the person who starts the program. */
export class SettingsError extends Error {}

export type Environment = Readonly<Record<string, string | undefined>>;

export const logLevels = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** HS256 wants a key at least as long as its hash (RFC 7518, 3.2). */
const MIN_KEY_BYTES = 32;
const MIN_DISTINCT_KEY_BYTES = 8;

/** Reads settings from environment variables. Every method throws {@link SettingsError} on a bad value. */
export class SettingsReader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** A number that is not negative, such as a price: digits with or without a fraction, at most `max`. */
  amount(name: string, options: { fallback: number; max: number }): number {
    const value = this.#value(name);
    if (value === undefined) return options.fallback;
    const number = /^\d{1,12}(\.\d{1,12})?$/.test(value) ? Number(value) : Number.NaN;
    if (!(number <= options.max)) throw new SettingsError(`${name} must be a number from 0 to ${options.max}.`);
    return number;
  }

  /** A text; an empty variable counts as not set. */
  text(name: string, fallback: string): string {
    return this.#value(name) ?? fallback;
  }

  /** A whole number between `min` and `max`, both included. */
  integer(name: string, options: { fallback: number; min: number; max: number }): number {
    const value = this.#value(name);
    if (value === undefined) return options.fallback;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= options.min && number <= options.max)) {
      throw new SettingsError(`${name} must be a whole number from ${options.min} to ${options.max}.`);
    }
    return number;
  }

  choice<T extends string>(name: string, options: { fallback: T; of: readonly T[] }): T {
    const value = this.#value(name);
    if (value === undefined) return options.fallback;
    const found = options.of.find((choice) => choice === value);
    if (found === undefined) throw new SettingsError(`${name} must be one of ${options.of.join(', ')}.`);
    return found;
  }

  /** The same as {@link url}; undefined when not set. */
  optionalUrl(name: string): string | undefined {
    return this.#value(name) === undefined ? undefined : this.url(name, '');
  }

  /** An http or https URL without user, query or fragment; trailing slashes are dropped. */
  url(name: string, fallback: string): string {
    const value = this.#value(name) ?? fallback;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
      throw new SettingsError(`${name} must be a URL that starts with http:// or https://.`);
    }
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
      throw new SettingsError(`${name} must not contain a user, a password, a query or a fragment.`);
    }
    return value.replace(/\/+$/, '');
  }

  /** The content of the file that the variable names, without the end of its line; undefined when not set. */
  optionalSecret(name: string): string | undefined {
    const path = this.#value(name);
    if (path === undefined) return undefined;
    const secret = readSecret(name, path);
    if (secret === '') throw new SettingsError(`The file that ${name} names is empty.`);
    // It goes into a header, which takes no other characters: each request would fail.
    if (!/^[ -~]+$/.test(secret)) {
      throw new SettingsError(`The file that ${name} names must hold one line of ASCII characters.`);
    }
    return secret;
  }

  /** A key of HS256 from the file that the variable names. What it may be, the backend says in the same words. */
  key(name: string): string {
    const path = this.#value(name);
    if (path === undefined) throw new SettingsError(`${name} must name a file that holds the key.`);
    const key = readSecret(name, path);
    const bytes = Buffer.from(key);
    if (bytes.length < MIN_KEY_BYTES) {
      throw new SettingsError(`${name} holds ${bytes.length} bytes, but a key needs at least ${MIN_KEY_BYTES}.`);
    }
    if (new Set(bytes).size < MIN_DISTINCT_KEY_BYTES || key.toLowerCase().replace(/[-_]/g, '').includes('changeme')) {
      throw new SettingsError(`${name} holds a key that is easy to guess; make one with: openssl rand -base64 48.`);
    }
    return key;
  }

  #value(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
  } catch {
    throw new SettingsError(`The file that ${name} names cannot be read.`);
  }
}

/** What every program has. */
export interface ListenSettings {
  /** Address to listen on. @default 0.0.0.0 */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** @default info */
  readonly logLevel: LogLevel;
  /** How long running requests may take to finish once the program is told to stop: milliseconds. @default 60000 */
  readonly drainTimeoutMs?: number;
  /** Where traces go: an OTLP collector over HTTP. @default none are made */
  readonly traceEndpoint?: string;
}

export function readListenSettings(reader: SettingsReader, defaultPort: number): ListenSettings {
  const traceEndpoint = reader.optionalUrl('OTEL_EXPORTER_OTLP_ENDPOINT');
  return {
    host: reader.text('HOST', '0.0.0.0'),
    port: reader.integer('PORT', { fallback: defaultPort, min: 0, max: 65_535 }),
    logLevel: reader.choice('LOG_LEVEL', { fallback: 'info', of: logLevels }),
    drainTimeoutMs: 1000 * reader.integer('DRAIN_SECONDS', { fallback: 60, min: 1, max: 3600 }),
    ...(traceEndpoint === undefined ? {} : { traceEndpoint }),
  };
}
