import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { serverRanFolder } from './coverage.ts';
import { StandInBackend } from '../backend/stand-in.ts';

/** What `npm start` runs. */
export const program = join(import.meta.dirname, '../../.next/standalone/server/start.js');
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The built frontend before a stand-in backend, and a browser. */
export interface Stack {
  readonly url: string;
  /** Where the frontend's metrics are. */
  readonly metricsUrl: string;
  readonly backend: StandInBackend;
  readonly browser: Browser;
  /** The frontend's process. */
  readonly frontend: ChildProcess;
  /** What the frontend has written to stdout so far. */
  output(): string;
  stop(): Promise<void>;
}

/** @param more environment for the frontend */
export async function startStack(more: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const backend = new StandInBackend();
  const backendUrl = await backend.listen();
  const port = await freePort();
  const metricsPort = await freePort();
  const ports = { PORT: String(port), METRICS_PORT: String(metricsPort) };
  const env = {
    ...process.env,
    BACKEND_URL: backendUrl,
    HOST: '127.0.0.1',
    NODE_V8_COVERAGE: serverRanFolder,
    ...ports,
    ...more,
  };
  const limits = ['--max-old-space-size=128', '--max-semi-space-size=4'];
  const frontend = spawn(process.execPath, [...limits, program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  frontend.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  // An open server would keep the test's process from ending.
  await answers(`${url}/readyz`, frontend).catch((error: unknown) => {
    backend.close();
    throw error;
  });
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: flags });
  const stop = async () => {
    await browser.close();
    backend.close();
    if (frontend.exitCode !== null || !frontend.kill('SIGTERM')) return;
    await once(frontend, 'exit');
  };
  return {
    url,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    backend,
    browser,
    frontend,
    output: () => output,
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string, process: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (process.exitCode !== null) throw new Error(`the frontend ended with ${process.exitCode}; was it built?`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no answer from ${url} in 20 s`);
}
