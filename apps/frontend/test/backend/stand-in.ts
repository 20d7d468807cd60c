import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptFor } from './script.ts';
import type { StoredMessage, Task } from '../../client/types.ts';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

interface StoredConversation {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly created_at: string;
  readonly messages: StoredMessage[];
}

/** A request as the backend saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** The contract's backend in memory, with switches for what can go wrong. Nothing in it is meant to be safe. */
export class StandInBackend {
  /** Pause between two streamed tokens, in milliseconds. */
  tokenDelayMs = 15;
  /** Pause before any answer, in milliseconds. */
  delayMs = 0;
  /** Answers 503 to everything but /healthz. */
  broken = false;
  /** Streams that the other side closed before their end. */
  abandonedStreams = 0;
  readonly seen: SeenRequest[] = [];
  readonly tasks = new Map<string, Task & { readonly owner: string }>();
  readonly #people = new Map<string, Person>();
  readonly #tokens = new Map<string, string>();
  readonly #conversations = new Map<string, StoredConversation>();
  readonly #server: Server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });
  #clock = Date.parse('2026-01-01T08:00:00Z');

  /** @returns its address, on a free port */
  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.listen(0, '127.0.0.1', resolve);
    await promise;
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Makes every token invalid, as if its time were over. */
  expireTokens(): void {
    this.#tokens.clear();
  }

  addTask(owner: string, fields: Partial<Task> & { title: string }): Task {
    const now = this.#now();
    const times = { created_at: now, updated_at: now };
    const defaults = { id: randomUUID(), notes: null, due_date: null, priority: 'normal' as const, done: false };
    const task = { ...defaults, ...times, ...fields, owner };
    this.tasks.set(task.id, task);
    return task;
  }

  personOf(email: string): string | undefined {
    return this.#people.get(email)?.id;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    const method = request.method ?? 'GET';
    if (pathname === '/healthz') return send(response, 200, { status: 'ok' });
    this.seen.push({ method, path: request.url ?? '/', headers: request.headers });
    const body = await readBody(request);
    await sleep(this.delayMs);
    if (this.broken) return refuse(response, 503, 'The database does not answer.');
    if (pathname.startsWith('/api/auth/')) return this.#authenticate(response, pathname, body);
    const owner = this.#tokens.get((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!owner) return refuse(response, 401, 'The token is not valid.');
    const [, , resource, id] = pathname.split('/');
    if (resource === 'me') return send(response, 200, this.#me(owner));
    if (resource === 'tasks') return this.#answerTasks(response, method, owner, id, body);
    if (resource === 'conversations') return this.#answerConversations(response, owner, id);
    if (resource === 'chat') return this.#chat(response, owner, body);
    return refuse(response, 404, 'There is nothing at this address.');
  }

  #authenticate(response: ServerResponse, path: string, body: Record<string, unknown>): void {
    const email = String(body['email']);
    const password = String(body['password']);
    const known = this.#people.get(email);
    if (path.endsWith('/register')) {
      if (known) return refuse(response, 409, 'This email is taken.');
      this.#people.set(email, { id: randomUUID(), email, password });
    } else if (known?.password !== password) {
      return refuse(response, 401, 'Email or password is not right.');
    }
    const token = `token.${randomUUID()}`;
    this.#tokens.set(token, this.#people.get(email)?.id ?? '');
    const session = { access_token: token, token_type: 'bearer', expires_in: 3600 };
    return send(response, path.endsWith('/register') ? 201 : 200, session);
  }

  #me(owner: string): object {
    const person = [...this.#people.values()].find(({ id }) => id === owner);
    return { id: owner, email: person?.email, created_at: this.#now() };
  }

  #answerTasks(response: ServerResponse, method: string, owner: string, id: string | undefined, body: object): void {
    if (!id && method === 'GET') {
      const items = [...this.tasks.values()].filter((task) => task.owner === owner);
      return send(response, 200, { items });
    }
    if (!id) return send(response, 201, this.addTask(owner, body as Task));
    const task = this.tasks.get(id);
    if (task?.owner !== owner) return refuse(response, 404, 'There is no such task.');
    if (method === 'DELETE') {
      this.tasks.delete(id);
      response.writeHead(204).end();
      return;
    }
    const changed = { ...task, ...body, updated_at: this.#now() };
    this.tasks.set(id, changed);
    return send(response, 200, changed);
  }

  #answerConversations(response: ServerResponse, owner: string, id: string | undefined): void {
    const own = [...this.#conversations.values()].filter((conversation) => conversation.owner === owner);
    if (!id) return send(response, 200, { items: own });
    const found = own.find((conversation) => conversation.id === id);
    return found ? send(response, 200, found) : refuse(response, 404, 'There is no such conversation.');
  }

  async #chat(response: ServerResponse, owner: string, body: Record<string, unknown>): Promise<void> {
    const message = String(body['message']);
    const conversation = this.#conversationFor(owner, String(body['conversation_id']), message);
    conversation.messages.push({ id: randomUUID(), role: 'user', content: message });
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    let closed = false;
    response.on('close', () => {
      closed = true;
      if (!response.writableFinished) this.abandonedStreams += 1;
    });
    const emit = (event: string, data: object) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const messageId = randomUUID();
    emit('start', { conversation_id: conversation.id, message_id: messageId });
    let text = '';
    for (const step of scriptFor(message)) {
      await sleep(this.tokenDelayMs);
      if (closed) return;
      if (step.type === 'cut') return void response.destroy();
      if (step.type === 'error') return void response.end(eventText('error', step.data));
      if (step.type === 'tool' && step.task) this.addTask(owner, step.task);
      if (step.type === 'token') text += step.data.text;
      emit(step.type, step.data);
    }
    conversation.messages.push({ id: messageId, role: 'assistant', content: text });
    response.end(eventText('done', { message_id: messageId, text }));
  }

  #conversationFor(owner: string, id: string, title: string): StoredConversation {
    const known = this.#conversations.get(id);
    if (known) return known;
    const made = { id: randomUUID(), owner, title, created_at: this.#now(), messages: [] };
    this.#conversations.set(made.id, made);
    return made;
  }

  /** Each call is a second later than the one before, so that orders by time are certain. */
  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }
}

function eventText(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'backend=secret' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'Error', status, detail, request_id: 'stand-in' }));
}
