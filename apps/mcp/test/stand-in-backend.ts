import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredTask {
  readonly id: string;
  readonly title: string;
  readonly notes: string | null;
  readonly due_date: string | null;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly done: boolean;
  readonly created_at: string;
}

/** What the backend answers instead, once: a status and a body. */
interface Fault {
  readonly status: number;
  readonly body: unknown;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * The part of the backend's REST API that the tools use, in memory. A token is the name of its person; one that ends with
 * "/no-delete" may not delete, as those of a run that nobody has confirmed.
 */
export interface StandInBackend {
  readonly url: string;
  /** Tasks by token. */
  readonly tasks: Map<string, StoredTask[]>;
  /** Request ids in the order of requests. */
  readonly requestIds: (string | undefined)[];
  readonly requests: SeenRequest[];
  /** Answers the next request with this. */
  failNext(fault: Fault): void;
  /** Lets requests wait until the returned function is called. */
  hold(): () => void;
  stop(): Promise<void>;
}

export async function startBackend(): Promise<StandInBackend> {
  const tasks = new Map<string, StoredTask[]>();
  const requestIds: (string | undefined)[] = [];
  const requests: SeenRequest[] = [];
  const replays = new Map<string, Fault>();
  const faults: Fault[] = [];
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void send(response, 200, { status: 'ok' });
    requestIds.push(request.headers['x-request-id'] as string | undefined);
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    void held
      .then(() => answerOnce(request, replays, () => answer(request, tasks, faults.shift())))
      .then(({ status, body }) => send(response, status, body));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    tasks,
    requestIds,
    requests,
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

/** Gives a request with a known idempotency key the same answer again. */
async function answerOnce(
  { headers }: IncomingMessage,
  replays: Map<string, Fault>,
  answered: () => Promise<Fault>,
): Promise<Fault> {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string') return answered();
  const scoped = `${headers.authorization ?? ''} ${key}`;
  const first = replays.get(scoped) ?? (await answered());
  if (first.status < 500) replays.set(scoped, first);
  return first;
}

async function answer(
  request: IncomingMessage,
  people: Map<string, StoredTask[]>,
  fault: Fault | undefined,
): Promise<Fault> {
  const body = await readBody(request);
  if (fault !== undefined) return fault;
  const [, person = '', limit] = /^Bearer ([^/]+)(\/no-delete)?$/.exec(request.headers.authorization ?? '') ?? [];
  if (!person.startsWith('person-')) return { status: 401, body: { detail: 'no' } };
  const mine = people.get(person) ?? [];
  people.set(person, mine);
  const url = new URL(request.url ?? '/', 'http://backend');
  const call = `${request.method ?? ''} ${url.pathname}`;
  if (call === 'GET /api/tasks') return { status: 200, body: page(mine, url.searchParams) };
  if (call === 'POST /api/tasks') {
    const empty = { notes: null, due_date: null, priority: 'normal', tags: [], done: false, created_at: 'now' };
    const made = { id: randomUUID(), ...empty, ...body } as unknown as StoredTask;
    mine.push(made);
    return { status: 201, body: made };
  }
  const ids = call === 'POST /api/tasks/delete' ? (body['ids'] as string[]) : [url.pathname.split('/').at(-1) ?? ''];
  const found = mine.filter(({ id }) => ids.includes(id));
  if (request.method === 'DELETE' || request.method === 'POST') {
    if (limit !== undefined) return { status: 403, body: { detail: 'no' } };
    people.set(
      person,
      mine.filter((task) => !found.includes(task)),
    );
    if (request.method === 'POST') return { status: 200, body: { deleted: found.map(({ id }) => id) } };
  }
  const [task] = found;
  if (task === undefined) return { status: 404, body: { detail: 'Not found' } };
  if (request.method === 'DELETE') return { status: 204, body: undefined };
  if (request.method === 'GET') return { status: 200, body: task };
  const changed = { ...task, ...body };
  mine[mine.indexOf(task)] = changed;
  return { status: 200, body: changed };
}

function page(mine: readonly StoredTask[], query: URLSearchParams): object {
  const [done, tag, limit] = ['done', 'tag', 'limit'].map((name) => query.get(name));
  const items = mine.filter(
    (task) => (done == null || String(task.done) === done) && (tag == null || task.tags.includes(tag)),
  );
  return { items: items.slice(0, Number(limit ?? 50)), next_cursor: null, total: items.length };
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
