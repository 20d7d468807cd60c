import { lookup } from 'node:dns/promises';

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
  /** Where metrics are, on the same host. `METRICS_PORT`, 1 to 65535, default 9464; not `PORT`. */
  readonly metricsPort: number;
  /** How many proxies in front add themselves to `X-Forwarded-For`. `TRUSTED_PROXIES`, 0 to 9, default 0. */
  readonly trustedProxies: number;
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
  const port = readPort('PORT', env['PORT'] || '3000');
  const metricsPort = readPort('METRICS_PORT', env['METRICS_PORT'] || '9464');
  if (port === metricsPort) throw new SettingsError('METRICS_PORT must be another port than PORT.');
  const trusted = env['TRUSTED_PROXIES'] || '0';
  if (!/^\d$/.test(trusted)) throw new SettingsError(`TRUSTED_PROXIES must be a number from 0 to 9, not "${trusted}".`);
  return { host: env['HOST'] || '0.0.0.0', port, metricsPort, trustedProxies: Number(trusted) };
}

/**
 * Next says of an address that it cannot listen on as little as the system does.
 * @throws SettingsError when the address is none
 */
export async function checkHost(host: string): Promise<void> {
  await lookup(host).catch(() => {
    throw new SettingsError(`HOST must be an address of this machine, like 0.0.0.0, not "${host}".`);
  });
}

/**
 * Where traces go: `OTEL_EXPORTER_OTLP_ENDPOINT`; undefined when it is not set, and then there are none.
 * @throws SettingsError when it is no address
 */
export function readTracesEndpoint(env: Environment): URL | undefined {
  const text = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingsError('OTEL_EXPORTER_OTLP_ENDPOINT must be an http:// or https:// address.');
  }
  return url;
}

function readPort(name: string, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65535) {
    throw new SettingsError(`${name} must be a number from 1 to 65535, not "${text}".`);
  }
  return Number(text);
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
