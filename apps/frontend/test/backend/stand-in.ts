import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StandInAccounts } from './account.ts';
import { pause, readBody, refuse, send } from './answers.ts';
import { StandInChats } from './chats.ts';
import { StandInSessions } from './sessions.ts';
import { StandInTasks } from './tasks.ts';
import type { Task } from '../../client/types.ts';

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
  /** An answer that has come this far waits until this is something else: no test has to be quicker than it. */
  holdAfter: string | undefined;
  /** Pause before any answer, in milliseconds; at 0, those that wait go on. */
  delayMs = 0;
  /** How long an answer to "slow" keeps silent, in milliseconds; at 0, those that are silent go on. */
  silenceMs = 8000;
  /** Answers 503 to everything but /healthz. */
  broken = false;
  readonly sessions = new StandInSessions();
  readonly chats = new StandInChats({
    tokenDelayMs: () => this.tokenDelayMs,
    holdAfter: () => this.holdAfter,
    silenceMs: () => this.silenceMs,
    now: () => this.#now(),
    addTask: (owner, fields) => this.addTask(owner, fields),
    tasksOf: (owner) => this.taskList.of(owner),
    removeTasks: (ids) => ids.forEach((id) => this.tasks.delete(id)),
  });
  readonly taskList = new StandInTasks(() => this.#now());
  readonly accounts = new StandInAccounts({
    now: () => this.#now(),
    tasksOf: (owner) => this.taskList.of(owner),
    forget: (owner) => this.taskList.of(owner).forEach(({ id }) => this.tasks.delete(id)),
  });
  readonly seen: SeenRequest[] = [];
  readonly tasks = this.taskList.all;
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
    return this.taskList.add(owner, fields);
  }

  personOf(email: string): string | undefined {
    return this.accounts.people.get(email)?.id;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    const method = request.method ?? 'GET';
    if (pathname === '/healthz') return send(response, 200, { status: 'ok' });
    this.seen.push({ method, path: request.url ?? '/', headers: request.headers });
    const body = await readBody(request);
    await pause(() => this.delayMs);
    if (this.broken) return refuse(response, 503, 'The database does not answer.');
    if (pathname.startsWith('/api/auth/')) return this.#authenticate(response, pathname, body);
    const owner = this.sessions.ownerOf((request.headers.authorization ?? '').replace('Bearer ', ''));
    if (!owner) return refuse(response, 401, 'The token is not valid.');
    const resource = pathname.split('/')[2];
    if (resource === 'me' || resource === 'tokens') {
      return this.accounts.answer(response, method, pathname, owner, body);
    }
    if (resource === 'tasks' || resource === 'tags') {
      const key = request.headers['idempotency-key']?.toString();
      const url = new URL(request.url ?? '/', 'http://stand-in');
      return this.taskList.answer(response, { method, url, owner, body, key });
    }
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
    const known = this.accounts.people.get(email);
    if (path.endsWith('/register')) {
      if (known) return refuse(response, 409, 'This email is taken.');
      this.accounts.people.set(email, { id: randomUUID(), email, password });
    } else if (known?.password !== password) {
      return refuse(response, 401, 'Email or password is not right.');
    }
    const tokens = this.sessions.begin(this.accounts.people.get(email)?.id ?? '');
    return send(response, path.endsWith('/register') ? 201 : 200, tokens);
  }

  /** Each call is a second later than the one before, so that orders by time are certain. */
  #now(): string {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }
}
