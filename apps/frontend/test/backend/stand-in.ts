import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readBody, refuse, send } from './answers.ts';
import { StandInChats } from './chats.ts';
import { StandInSessions } from './sessions.ts';
import type { Task } from '../../client/types.ts';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
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
  /** How long an answer to "slow" keeps silent, in milliseconds. */
  silenceMs = 8000;
  /** Answers 503 to everything but /healthz. */
  broken = false;
  readonly sessions = new StandInSessions();
  readonly chats = new StandInChats({
    tokenDelayMs: () => this.tokenDelayMs,
    silenceMs: () => this.silenceMs,
    now: () => this.#now(),
    addTask: (owner, fields) => this.addTask(owner, fields),
    tasksOf: (owner) => [...this.tasks.values()].filter((task) => task.owner === owner),
    removeTasks: (ids) => ids.forEach((id) => this.tasks.delete(id)),
  });
  readonly seen: SeenRequest[] = [];
  readonly tasks = new Map<string, Task & { readonly owner: string }>();
  readonly #people = new Map<string, Person>();
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

  /** Ends every session, as if its time were over. */
  expireTokens(): void {
    this.sessions.expireAll();
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
    const owner = this.sessions.ownerOf((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!owner) return refuse(response, 401, 'The token is not valid.');
    const [, , resource, id] = pathname.split('/');
    if (resource === 'me') return send(response, 200, this.#me(owner));
    if (resource === 'tasks') return this.#answerTasks(response, method, owner, id, body);
    if (['conversations', 'chat', 'runs'].includes(resource ?? '')) {
      return this.chats.answer(request, response, owner, body);
    }
    return refuse(response, 404, 'There is nothing at this address.');
  }

  #authenticate(response: ServerResponse, path: string, body: Record<string, unknown>): void {
    if (path.endsWith('/logout')) {
      this.sessions.revoke(body['refresh_token']);
      response.writeHead(204).end();
      return;
    }
    if (path.endsWith('/refresh')) {
      const next = this.sessions.refresh(body['refresh_token']);
      return next ? send(response, 200, next) : refuse(response, 401, 'The session has ended.');
    }
    const email = String(body['email']);
    const password = String(body['password']);
    const known = this.#people.get(email);
    if (path.endsWith('/register')) {
      if (known) return refuse(response, 409, 'This email is taken.');
      this.#people.set(email, { id: randomUUID(), email, password });
    } else if (known?.password !== password) {
      return refuse(response, 401, 'Email or password is not right.');
    }
    const tokens = this.sessions.begin(this.#people.get(email)?.id ?? '');
    return send(response, path.endsWith('/register') ? 201 : 200, tokens);
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

  /** Each call is a second later than the one before, so that orders by time are certain. */
  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }
}
