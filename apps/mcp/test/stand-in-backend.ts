import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredTask {
  readonly id: string;
  readonly title: string;
  readonly notes: string | null;
  readonly due_date: string | null;
  readonly priority: string;
  readonly done: boolean;
  readonly created_at: string;
}

/** What the backend answers instead, once: a status and a body. */
interface Fault {
  readonly status: number;
  readonly body: unknown;
}

/** The part of the backend's REST API that the tools use, in memory. A token is the name of its person. */
export interface StandInBackend {
  readonly url: string;
  /** Tasks by token. */
  readonly tasks: Map<string, StoredTask[]>;
  /** Request ids in the order of requests. */
  readonly requestIds: (string | undefined)[];
  /** Answers the next request with this. */
  failNext(fault: Fault): void;
  /** Lets requests wait until the returned function is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

export async function startBackend(): Promise<StandInBackend> {
  const tasks = new Map<string, StoredTask[]>();
  const requestIds: (string | undefined)[] = [];
  const faults: Fault[] = [];
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void send(response, 200, { status: 'ok' });
    requestIds.push(request.headers['x-request-id'] as string | undefined);
    void held
      .then(() => answer(request, tasks, faults.shift()))
      .then(({ status, body }) => send(response, status, body));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    tasks,
    requestIds,
    hold: () => {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
    failNext: (fault) => void faults.push(fault),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  people: Map<string, StoredTask[]>,
  fault: Fault | undefined,
): Promise<Fault> {
  const body = await readBody(request);
  if (fault !== undefined) return fault;
  const person = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!person.startsWith('person-')) return { status: 401, body: { detail: 'no' } };
  const mine = people.get(person) ?? [];
  people.set(person, mine);
  const url = new URL(request.url ?? '/', 'http://backend');
  if (url.pathname === '/api/tasks' && request.method === 'GET') {
    const done = url.searchParams.get('done');
    return { status: 200, body: { items: mine.filter((task) => done === null || String(task.done) === done) } };
  }
  if (url.pathname === '/api/tasks' && request.method === 'POST') {
    const made = {
      id: randomUUID(),
      notes: null,
      due_date: null,
      priority: 'normal',
      done: false,
      created_at: 'now',
      ...body,
    };
    mine.push(made as unknown as StoredTask);
    return { status: 201, body: made };
  }
  const index = mine.findIndex((task) => url.pathname === `/api/tasks/${task.id}`);
  const found = mine[index];
  if (found === undefined) return { status: 404, body: { detail: 'Not found' } };
  if (request.method === 'DELETE') {
    mine.splice(index, 1);
    return { status: 204, body: undefined };
  }
  const changed = { ...found, ...body };
  mine[index] = changed;
  return { status: 200, body: changed };
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Readonly<Record<string, unknown>>);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
