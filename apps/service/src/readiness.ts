import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** How long a dependency may take to answer: milliseconds. */
const probeTimeoutMs = 2_000;

/** Whether something that a program needs is there. It resolves within 2 seconds. */
export type Probe = () => Promise<boolean>;

/**
 * Asks over a fresh connection: a pooled one can stay broken after its peer came back. Any answer below 500 shows that
 * the dependency is there; whether it accepts us is for the request that needs it.
 */
export function httpProbe(url: string, headers: Readonly<Record<string, string>> = {}): Probe {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  return () =>
    new Promise((resolve) => {
      const signal = AbortSignal.timeout(probeTimeoutMs);
      const probe = request(url, { agent: false, headers, signal }, (response) => {
        response.resume();
        resolve((response.statusCode ?? 500) < 500);
      });
      probe.on('error', () => resolve(false));
      probe.end();
    });
}

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'unreachable'>>;
}

export async function checkReadiness(probes: Readonly<Record<string, Probe>>): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, (await probe()) ? 'ok' : 'unreachable'] as const),
  );
  return { ready: results.every(([, state]) => state === 'ok'), checks: Object.fromEntries(results) };
}
