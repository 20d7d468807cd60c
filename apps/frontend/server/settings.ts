/** What the program takes from its environment. */
export interface Settings {
  /** Address of the backend, without a path. `BACKEND_URL`, default http://localhost:8000. */
  readonly backendUrl: URL;
  /** Send the session cookie over HTTPS only. `COOKIE_SECURE`, default false. */
  readonly cookieSecure: boolean;
}

/** Where to listen: `HOST`, default 0.0.0.0, and `PORT`, 1 to 65535, default 3000. */
export interface ListenSettings {
  readonly host: string;
  readonly port: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that the program refuses; the message is one sentence for whoever operates it. */
export class SettingsError extends Error {}

/** @throws SettingsError when a setting is malformed */
export function readSettings(env: Environment): Settings {
  return {
    backendUrl: readUrl('BACKEND_URL', env['BACKEND_URL'] || 'http://localhost:8000'),
    cookieSecure: readBoolean('COOKIE_SECURE', env['COOKIE_SECURE'] || 'false'),
  };
}

/** @throws SettingsError when a setting is malformed */
export function readListenSettings(env: Environment): ListenSettings {
  const port = env['PORT'] || '3000';
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new SettingsError(`PORT must be a number from 1 to 65535, not "${port}".`);
  }
  return { host: env['HOST'] || '0.0.0.0', port: Number(port) };
}

function readUrl(name: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingsError(`${name} must be an http:// or https:// address.`);
  }
  // The text itself is not repeated: it may hold a password.
  if (url.username || url.password) throw new SettingsError(`${name} must not contain a user name or password.`);
  if (url.pathname !== '/' || url.search || url.hash)
    throw new SettingsError(`${name} must be an address without a path.`);
  return url;
}

function readBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new SettingsError(`${name} must be true or false, not "${text}".`);
  return text === 'true';
}

/**
 * How long running answers may take after SIGTERM: milliseconds, from `DRAIN_SECONDS`, 1 to 3600, default 60.
 * @throws SettingsError when it is malformed
 */
export function readDrainMs(env: Environment): number {
  const seconds = env['DRAIN_SECONDS'] || '60';
  if (!/^\d{1,4}$/.test(seconds) || Number(seconds) < 1 || Number(seconds) > 3600) {
    throw new SettingsError(`DRAIN_SECONDS must be a number from 1 to 3600, not "${seconds}".`);
  }
  return Number(seconds) * 1000;
}

/**
 * How long to go on answering after SIGTERM with `/readyz` at 503: milliseconds, from `LAME_DUCK_SECONDS`, 0 to 900,
 * default 0. Some Ingress controllers send requests to a pod that ends until it is not ready any more.
 * @throws SettingsError when it is malformed
 */
export function readLameDuckMs(env: Environment): number {
  const seconds = env['LAME_DUCK_SECONDS'] || '0';
  if (!/^\d{1,3}$/.test(seconds) || Number(seconds) > 900) {
    throw new SettingsError(`LAME_DUCK_SECONDS must be a number from 0 to 900, not "${seconds}".`);
  }
  return Number(seconds) * 1000;
}

let current: Settings | undefined;

/** The settings of this process; `server/start.ts` has already refused malformed ones. */
export function settings(): Settings {
  return (current ??= readSettings(process.env));
}
