import { randomUUID } from 'node:crypto';
import { type Answer, type Call, send } from './http';
import { check } from './wait';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
}

export interface ChatEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Chat {
  readonly events: readonly ChatEvent[];
  /** In how many pieces the answer's tokens came. */
  readonly tokenPieces: number;
}

/** Someone with a browser: what a person does in the page, by the requests that the page sends. */
export class Person {
  private constructor(
    readonly email: string,
    readonly password: string,
    readonly cookie: string,
  ) {}

  /** Somebody new. */
  static async register(): Promise<Person> {
    const email = `${randomUUID()}@example.com`;
    const password = `pass ${randomUUID()}`;
    return new Person(email, password, await session('register', email, password));
  }

  /** The same person in another browser. */
  async logIn(): Promise<Person> {
    return new Person(this.email, this.password, await session('login', this.email, this.password));
  }

  async me(): Promise<{ readonly email: string }> {
    return JSON.parse((await this.ask('GET', '/me')).body) as { email: string };
  }

  async tasks(): Promise<Task[]> {
    return (JSON.parse((await this.ask('GET', '/tasks')).body) as { items: Task[] }).items;
  }

  /** Says something in the chat. @throws when the answer does not end with `done` */
  async chat(message: string): Promise<Chat> {
    const answer = await this.ask('POST', '/chat', { json: { message }, timeoutSeconds: 60, encodings: 'gzip, br' });
    check(answer.headers['content-encoding'] === undefined, 'the stream is compressed, which holds tokens back');
    const events = answer.body.split(/\r?\n\r?\n/).flatMap(eventOf);
    check(events.at(-1)?.name === 'done', `the answer does not end with done:\n${answer.body}`);
    const tokenPieces = answer.pieces.filter((piece) => piece.includes('event: token')).length;
    return { events, tokenPieces };
  }

  private async ask(method: string, path: string, call: Call = {}): Promise<Answer> {
    const answer = await send(method, `/api/backend${path}`, { ...call, cookie: this.cookie });
    check(answer.status === 200, `${method} ${path} answered ${answer.status}: ${answer.body}`);
    return answer;
  }
}

async function session(action: 'register' | 'login', email: string, password: string): Promise<string> {
  const answer = await send('POST', `/api/session/${action}`, { json: { email, password } });
  check(answer.status === 204, `${action} answered ${answer.status}: ${answer.body}`);
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  check(cookie !== undefined, `${action} answered without a cookie`);
  return cookie;
}

// Comments keep a quiet stream open and are no events.
function eventOf(block: string): ChatEvent[] {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
  const name = field('event');
  return name ? [{ name, data: JSON.parse(field('data') ?? '{}') as ChatEvent['data'] }] : [];
}
