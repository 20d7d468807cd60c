import { after, before, beforeEach } from 'node:test';

import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import { SettingsReader, startService, type Service } from '@todo-chatbot/service';

import { mcpService, readMcpSettings } from '../src/app.ts';
import { startBackend, type StandInBackend } from './stand-in-backend.ts';

export interface Called {
  readonly text: string;
  readonly failed: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CallMeta {
  readonly idempotencyKey?: unknown;
}

/** The MCP server over HTTP in front of a stand-in backend, for the tests of a file. */
export interface Serving {
  readonly backend: StandInBackend;
  readonly url: string;
  /** Log lines. */
  readonly lines: string[];
  readonly connect: (token?: string, options?: ClientOptions) => Promise<Client>;
  readonly call: typeof call;
}

export function serveTools(environment: Readonly<Record<string, string>> = {}): Serving {
  let backend: StandInBackend;
  let service: Service;
  const lines: string[] = [];
  before(async () => {
    backend = await startBackend();
    const local = { PORT: '0', HOST: '127.0.0.1', BACKEND_URL: backend.url };
    const settings = readMcpSettings(new SettingsReader({ ...local, ...environment }));
    service = await startService({ ...mcpService(settings), writeLog: (line) => lines.push(line) });
  });
  after(async () => {
    await service.stop();
    await backend.stop();
  });
  beforeEach(() => {
    backend.tasks.clear();
    backend.requests.length = 0;
  });
  return {
    get backend() {
      return backend;
    },
    get url() {
      return service.url;
    },
    lines,
    connect: (token, options) => connect(service.url, token, options),
    call,
  };
}

async function connect(url: string, token = 'person-ada', options: ClientOptions = {}): Promise<Client> {
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'request-0001' };
  const client = new Client({ name: 'test', version: '1.0.0' }, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit: { headers } }));
  return client;
}

async function call(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
  { idempotencyKey }: CallMeta = {},
): Promise<Called> {
  const meta = idempotencyKey === undefined ? {} : { _meta: { 'todo-chatbot/idempotency-key': idempotencyKey } };
  const result = await client.callTool({ name, arguments: args, ...meta });
  const [content] = result.content;
  return {
    text: content?.type === 'text' ? content.text : '',
    failed: result.isError === true,
    data: (result.structuredContent ?? {}) as Readonly<Record<string, unknown>>,
  };
}
