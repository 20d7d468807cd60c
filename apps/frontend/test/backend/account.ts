import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { refuse, send } from './answers.ts';
import type { OwnTask } from './tasks.ts';

export interface StandInPerson {
  readonly id: string;
  readonly email: string;
  password: string;
}

interface StoredToken {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly may_delete: boolean;
  readonly expires_at: string;
  readonly created_at: string;
}

/** What accounts need of the rest of the stand-in. */
export interface AccountHost {
  now(): string;
  tasksOf(owner: string): readonly OwnTask[];
  /** Forgets the person and everything of theirs. */
  forget(owner: string): void;
}

type Body = Readonly<Record<string, unknown>>;

const dayMs = 86_400_000;

/** The stand-in's `me` and `tokens`. */
export class StandInAccounts {
  readonly people = new Map<string, StandInPerson>();
  readonly tokens = new Map<string, StoredToken>();
  readonly #host: AccountHost;

  constructor(host: AccountHost) {
    this.#host = host;
  }

  answer(response: ServerResponse, method: string, path: string, owner: string, body: Body): void {
    const [, , resource, part] = path.split('/');
    const person = [...this.people.values()].find(({ id }) => id === owner);
    if (!person) return refuse(response, 401, 'The token is not valid.');
    if (resource === 'tokens') return this.#answerTokens(response, method, owner, part, body);
    if (!part) return send(response, 200, { id: owner, email: person.email, created_at: this.#host.now() });
    if (part === 'export') return this.#export(response, person);
    if (person.password !== body['password'] && person.password !== body['current_password']) {
      return refuse(response, 403, 'The password is not right.');
    }
    if (part === 'password') person.password = String(body['new_password']);
    if (part === 'delete') {
      this.people.delete(person.email);
      this.#host.forget(owner);
    }
    response.writeHead(204).end();
  }

  #export(response: ServerResponse, { id, email }: StandInPerson): void {
    const document = { exported_at: this.#host.now(), account: { id, email }, tasks: this.#host.tasksOf(id) };
    send(response, 200, { ...document, conversations: [] });
  }

  #answerTokens(response: ServerResponse, method: string, owner: string, id: string | undefined, body: Body): void {
    if (method === 'GET') {
      const items = [...this.tokens.values()].filter((token) => token.owner === owner);
      return send(response, 200, { items });
    }
    if (method === 'DELETE') {
      this.tokens.delete(id ?? '');
      response.writeHead(204).end();
      return;
    }
    if (this.tokens.size >= 20) return refuse(response, 409, 'There are 20 tokens already.');
    const now = this.#host.now();
    const days = Number(body['expires_in_days'] ?? 30);
    const token: StoredToken = {
      id: randomUUID(),
      owner,
      name: String(body['name']),
      may_delete: body['may_delete'] === true,
      created_at: now,
      expires_at: new Date(Date.now() + days * dayMs).toISOString(),
    };
    this.tokens.set(token.id, token);
    return send(response, 201, { ...token, token: `personal.${token.id}` });
  }
}
