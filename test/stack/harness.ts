import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Postgres, postgresBinaries } from './postgres.ts';
import { freePorts, Program, type Environment } from './program.ts';
import { Script } from './script.ts';

const root = join(import.meta.dirname, '../..');
const python = join(root, 'apps/backend/.venv/bin/python');

/** Why the tests of the stack cannot run here; false when they can. */
export const skip: string | false = postgresBinaries() === undefined && 'PostgreSQL is not installed';

export interface StackOptions {
  /** Settings of single programs, over those that join the stack. */
  readonly settings?: Readonly<Partial<Record<ProgramName, Environment>>>;
  /** Settings of every program. */
  readonly common?: Environment;
  /** The second backend is not started, and mcp asks the first. @default false */
  readonly oneBackend?: boolean;
}

export type ProgramName = 'model' | 'mcp' | 'agent' | 'backend' | 'frontend';

/** The whole chatbot: two backends on one PostgreSQL; the frontend asks the first of them, mcp the second. */
export interface Stack {
  readonly postgres: Postgres;
  readonly model: Program;
  readonly mcp: Program;
  readonly agent: Program;
  readonly backends: readonly [Program, Program];
  readonly frontend: Program;
  /** Where the frontend's metrics are. */
  readonly frontendMetrics: string;
  /** In the order in which they are ended: who calls before who is called. */
  readonly programs: readonly Program[];
  /** Directs the model, which is scripted. */
  readonly script: Script;
  /** Keys that no log may show. */
  readonly secrets: readonly string[];
  /** Starts what does not run, and lets the model answer by its rules, so that no test depends on the one before. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything, on ports of its own, with logs in a temporary folder that goes with the stack. */
export async function startStack({
  settings = {},
  common = {},
  oneBackend = false,
}: StackOptions = {}): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'todo-stack-'));
  chmodSync(folder, 0o755);
  const ports = await freePorts(8);
  const [database, model, mcp, agent, backend, other, frontend, frontendMetrics] = ports as Ports;
  const url = (port: number) => `http://127.0.0.1:${port}`;
  const postgres = new Postgres(postgresBinaries() ?? '', join(folder, 'postgres'), database);
  const keys = makeKeys(folder, 'jwt', 'agent', 'model');
  const backendSettings: Environment = {
    DATABASE_URL: postgres.url,
    DATABASE_POOLER: 'off',
    JWT_KEY_FILE: keys.path('jwt'),
    AGENT_KEY_FILE: keys.path('agent'),
    AGENT_URL: url(agent),
    RATE_LIMITS: 'off',
  };
  const make = (name: string, kind: ProgramName, port: number, command: Command, environment: Environment) =>
    new Program({
      name,
      command,
      cwd: join(root, 'apps', kind),
      port,
      environment: { ...environment, ...common, ...settings[kind] },
      log: join(folder, `${name}.log`),
    });
  const node: Command = [process.execPath, 'dist/main.js'];
  const serve: Command = [python, '-m', 'todo_backend', 'serve'];
  const next: Command = [process.execPath, '--max-old-space-size=128', '.next/standalone/server/start.js'];
  const backends = [
    make('backend-1', 'backend', backend, serve, backendSettings),
    make('backend-2', 'backend', other, serve, backendSettings),
  ] as const;
  const programs = {
    model: make('model', 'model', model, node, { SCRIPTED: 'true', TOKEN_DELAY_MS: '2' }),
    mcp: make('mcp', 'mcp', mcp, node, { BACKEND_URL: url(oneBackend ? backend : other) }),
    agent: make('agent', 'agent', agent, node, {
      AGENT_KEY_FILE: keys.path('agent'),
      MODEL_API_KEY_FILE: keys.path('model'),
      MCP_URL: `${url(mcp)}/mcp`,
      MODEL_URL: `${url(model)}/v1`,
    }),
    frontend: make('frontend', 'frontend', frontend, next, {
      BACKEND_URL: url(backend),
      METRICS_PORT: String(frontendMetrics),
    }),
  };
  const served = oneBackend ? [backends[0]] : backends;
  const all = [programs.frontend, ...served, programs.agent, programs.mcp, programs.model];
  const script = new Script(programs.model.url);
  const stop = async () => {
    for (const program of all) await program.stop();
    await postgres.stop('immediate');
    rmSync(folder, { recursive: true });
  };
  const restore = async () => {
    await postgres.start();
    for (const program of all) program.start();
    await Promise.all(all.map((program) => program.ready()));
    await script.forget();
  };
  try {
    await postgres.start();
    migrate({ ...backendSettings, ...common });
    await restore();
  } catch (error) {
    await stop();
    throw error;
  }
  const metrics = url(frontendMetrics);
  const secrets = keys.values;
  return { postgres, ...programs, backends, frontendMetrics: metrics, programs: all, script, secrets, restore, stop };
}

type Command = readonly [program: string, ...args: string[]];
type Ports = readonly [number, number, number, number, number, number, number, number];

function migrate(environment: Environment): void {
  const options = { cwd: join(root, 'apps/backend'), env: { PATH: process.env['PATH'] ?? '', ...environment } };
  execFileSync(python, ['-m', 'todo_backend', 'migrate'], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Keys as they are mounted: in files, with a newline at their end. */
function makeKeys(folder: string, ...names: string[]): { path: (name: string) => string; values: readonly string[] } {
  const path = (name: string) => join(folder, `${name}.key`);
  const values = names.map((name) => {
    const key = randomBytes(36).toString('base64');
    writeFileSync(path(name), `${key}\n`, { mode: 0o600 });
    return key;
  });
  return { path, values };
}
