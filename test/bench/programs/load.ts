import { Agent, request } from 'node:http';

import { quantile } from './report.ts';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
}

/** How long the requests of one load took, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  /** Requests answered a second. */
  readonly achieved: number;
}

/**
 * Sends requests at fixed times, whatever became of those before (an open loop). A latency counts from the time at which its
 * request was due, so what waits for a free connection counts too. Throws when a request is not answered with 200.
 */
export async function put({ url, headers, rate, seconds, connections }: Load): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    // Connections are made before the first request is due.
    await Promise.all(Array.from({ length: connections }, () => ask(url, headers, agent)));
    const begin = performance.now() + 50;
    const dues = Array.from({ length: rate * seconds }, (_, index) => begin + (index * 1000) / rate);
    const asked: Promise<number>[] = [];
    for (const due of dues) {
      await moment(due);
      asked.push(ask(url, headers, agent).then(() => performance.now() - due));
    }
    const latencies = await Promise.all(asked);
    const achieved = (latencies.length * 1000) / (performance.now() - begin);
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), achieved };
  } finally {
    agent.destroy();
  }
}

// Timers are up to 2 ms late, which would count as latency.
async function moment(due: number): Promise<void> {
  const early = due - performance.now() - 2;
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
}

function ask(url: string, headers: Load['headers'], agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent, headers }, (response) => {
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url} was answered with ${response.statusCode}.`));
      });
      response.resume();
    });
    asking.on('error', reject);
    asking.end();
  });
}
