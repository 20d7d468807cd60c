import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SettingsReader, startService, type Environment, type Service } from '@todo-chatbot/service';
import { SignJWT } from 'jose';

import { mcpService, readMcpSettings } from '../../mcp/src/app.ts';
import { startBackend, type StandInBackend } from '../../mcp/test/stand-in-backend.ts';
import { modelService, readModelSettings } from '../../model/src/app.ts';
import { agentService } from '../src/app.ts';
import { readAgentSettings } from '../src/settings.ts';

export const agentKey = 'an-agent-key-of-at-least-32-bytes!';
const quick = { retries: 2, firstDelayMs: 5, maxDelayMs: 20 };
const local = { PORT: '0', HOST: '127.0.0.1' };

/** agent, mcp and model in this process, in front of a stand-in backend. */
export interface Stack {
  readonly agent: Service;
  readonly mcp: Service;
  readonly model: Service;
  readonly backend: StandInBackend;
  /** Log lines of all programs. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/**
 * @param environment settings of the agent, over those that join the stack
 * @param mcpEnvironment likewise of mcp
 */
export async function startStack(environment: Environment = {}, mcpEnvironment: Environment = {}): Promise<Stack> {
  const lines: string[] = [];
  const writeLog = (line: string) => void lines.push(line);
  const backend = await startBackend();
  const mcpSettings = readMcpSettings(new SettingsReader({ ...local, BACKEND_URL: backend.url, ...mcpEnvironment }));
  const mcp = await startService({ ...mcpService(mcpSettings), writeLog });
  const modelSettings = readModelSettings(new SettingsReader({ ...local, TOKEN_DELAY_MS: '1' }));
  const model = await startService({ ...modelService(modelSettings), writeLog });
  const agent = await startAgent({ MCP_URL: `${mcp.url}/mcp`, MODEL_URL: `${model.url}/v1`, ...environment }, writeLog);
  const stop = async () => {
    for (const part of [agent, mcp, model, backend]) await part.stop();
  };
  return { agent, mcp, model, backend, lines, stop };
}

export async function startAgent(
  environment: Environment,
  writeLog: (line: string) => void = () => undefined,
  retryPolicy = quick,
): Promise<Service> {
  return withKeyFile(agentKey, (path) => {
    const settings = readAgentSettings(new SettingsReader({ ...local, AGENT_KEY_FILE: path, ...environment }));
    return startService({ ...agentService(settings, { retryPolicy }), writeLog });
  });
}

/** Writes a key as a mounted secret is: with a newline at its end. */
export async function withKeyFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-key-'));
  try {
    writeFileSync(join(folder, 'key'), `${key}\n`);
    return await use(join(folder, 'key'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export interface Claims {
  readonly aud?: string;
  readonly iss?: string;
  readonly sub?: string;
  readonly exp?: number;
}

/** A token as the backend mints it for the agent. */
export function agentToken(claims: Claims = {}, key = agentKey, alg = 'HS256'): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 300;
  const payload = { aud: 'todo-agent', iss: 'todo-backend', sub: 'person-ada', exp, ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(Buffer.from(key));
}

export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** A question, as the backend asks it: a run of its own, with a scope of its own. */
export const runBody = (messages: readonly Message[], person = 'person-ada') => ({
  run_id: randomUUID(),
  scope: randomUUID(),
  messages,
  mcp_token: person,
});

export type RunBody = ReturnType<typeof runBody>;

export const ask = (content: string, person?: string): RunBody => runBody([{ role: 'user', content }], person);

/** Runs a body and returns its events; with what a run waits with, it goes on. */
export async function runToEvents(
  agentUrl: string,
  body: RunBody,
  resume?: { readonly state: unknown; readonly approved: boolean },
): Promise<readonly Event[]> {
  const response = await postRun(agentUrl, resume === undefined ? body : { ...body, resume });
  return parseEvents(await response.text());
}

export async function postRun(
  agentUrl: string,
  body: unknown,
  init: { signal?: AbortSignal; token?: string } = {},
): Promise<Response> {
  return fetch(`${agentUrl}/v1/runs`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${init.token ?? (await agentToken())}`,
      'x-request-id': 'request-0001',
    },
    body: JSON.stringify(body),
    ...(init.signal === undefined ? {} : { signal: init.signal }),
  });
}

export interface Event {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function parseEvents(text: string): readonly Event[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('event: '))
    .map((block) => {
      const [name = '', data = ''] = block.split('\n');
      return { name: name.slice(7), data: JSON.parse(data.slice(6)) as Event['data'] };
    });
}

/** Says something to the agent and returns the events of its answer. */
export async function say(
  agentUrl: string,
  said: string | readonly Message[],
  person?: string,
): Promise<readonly Event[]> {
  const messages = typeof said === 'string' ? [{ role: 'user' as const, content: said }] : said;
  const response = await postRun(agentUrl, runBody(messages, person));
  return parseEvents(await response.text());
}

export const last = (events: readonly Event[]): Event | undefined => events.at(-1);
export const textOf = (events: readonly Event[]): string =>
  events.map((event) => (event.name === 'token' ? String(event.data['text']) : '')).join('');
