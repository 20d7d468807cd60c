import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { Answer } from './events.ts';
import type { Stack } from './harness.ts';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
  readonly due_date: string | null;
  readonly tags: readonly string[];
}

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A request to a backend. */
export interface Asking {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Which backend is asked. @default the first */
  readonly at?: 0 | 1;
}

/** In every password, so that logs can be searched for it. */
export const passwordMarker = 'marker-of-a-password';

/** Somebody with an account, who talks to the backends. */
export class Person {
  readonly email: string;
  readonly password = `${passwordMarker}-${randomUUID()}`;
  readonly #stack: Stack;
  #token = '';

  private constructor(stack: Stack, name: string) {
    this.#stack = stack;
    this.email = `${name}-${randomUUID().slice(0, 8)}@example.org`;
  }

  static async register(stack: Stack, name = 'ada'): Promise<Person> {
    const person = new Person(stack, name);
    const { email, password } = person;
    const answer = await person.json<{ access_token: string }>('POST', '/api/auth/register', {
      body: { email, password },
      status: 201,
    });
    person.#token = answer.access_token;
    return person;
  }

  /** What a browser shows to the backend. */
  get token(): string {
    return this.#token;
  }

  ask(method: string, path: string, { body, headers = {}, at = 0 }: Asking = {}): Promise<Response> {
    return fetch(`${this.#stack.backends[at].url}${path}`, {
      method,
      headers: {
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** The answer as JSON; fails when its status is another. */
  async json<T>(method: string, path: string, asking: Asking & { readonly status?: number } = {}): Promise<T> {
    const response = await this.ask(method, path, asking);
    const text = await response.text();
    assert.equal(response.status, asking.status ?? 200, `${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  add(title: string, fields: object = {}): Promise<Task> {
    return this.json<Task>('POST', '/api/tasks', { body: { title, ...fields }, status: 201 });
  }

  async tasks(query = '', at: 0 | 1 = 0): Promise<readonly Task[]> {
    return (await this.json<{ items: Task[] }>('GET', `/api/tasks${query}`, { at })).items;
  }

  async titles(query = ''): Promise<readonly string[]> {
    return (await this.tasks(query)).map(({ title }) => title).sort();
  }

  /** The response of a chat; its body is the stream. */
  async chat(message: string, fields: object = {}, at: 0 | 1 = 0): Promise<Response> {
    const response = await this.ask('POST', '/api/chat', { body: { message, ...fields }, at });
    if (response.status !== 200) assert.fail(`chat was answered with ${response.status}: ${await response.text()}`);
    return response;
  }

  /** Says something and hears the answer out. */
  async say(message: string, fields: object = {}, at: 0 | 1 = 0): Promise<Answer> {
    return Answer.of(await this.chat(message, fields, at));
  }

  async confirm(runId: string, approve: boolean, at: 0 | 1 = 0): Promise<Answer> {
    const response = await this.ask('POST', `/api/runs/${runId}/confirmation`, { body: { approve }, at });
    assert.equal(response.status, 200);
    return Answer.of(response);
  }

  /** The messages of a conversation, in order. */
  async messages(conversationId: string, at: 0 | 1 = 0): Promise<readonly Message[]> {
    const path = `/api/conversations/${conversationId}`;
    return (await this.json<{ messages: Message[] }>('GET', path, { at })).messages;
  }

  /** Logs in at the frontend, as a browser does, and gives back the headers that show it. */
  async browserHeaders(): Promise<Readonly<Record<string, string>>> {
    const origin = this.#stack.frontend.url;
    const headers = { 'content-type': 'application/json', origin };
    const body = JSON.stringify({ email: this.email, password: this.password });
    const response = await fetch(`${origin}/api/session/login`, { method: 'POST', headers, body });
    assert.ok(response.ok, await response.text());
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return { ...headers, cookie: cookies.join('; ') };
  }

  /** The response of a chat through the frontend. */
  async chatInBrowser(message: string): Promise<Response> {
    const headers = await this.browserHeaders();
    const body = JSON.stringify({ message });
    const response = await fetch(`${this.#stack.frontend.url}/api/backend/chat`, { method: 'POST', headers, body });
    if (response.status !== 200) assert.fail(`chat was answered with ${response.status}: ${await response.text()}`);
    return response;
  }

  /** A token of one's own for MCP clients. */
  async mcpToken(): Promise<string> {
    const path = '/api/tokens';
    return (await this.json<{ token: string }>('POST', path, { body: { name: 'client' }, status: 201 })).token;
  }
}

/** Calls a tool over MCP and gives back what it said. */
export async function callTool(stack: Stack, token: string, name: string, args: object): Promise<string> {
  const response = await fetch(`${stack.mcp.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return text;
}
