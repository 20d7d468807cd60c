import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { pause, refuse, send } from './answers.ts';
import { scriptFor, type Step } from './script.ts';
import type { StoredMessage, Task } from '../../client/types.ts';

interface StoredConversation {
  readonly id: string;
  readonly owner: string;
  title: string;
  readonly created_at: string;
  updated_at: string;
  messages: StoredMessage[];
}

interface Run {
  readonly id: string;
  readonly conversation: StoredConversation;
  readonly messageId: string;
  readonly events: string[];
  readonly followers: Set<ServerResponse>;
  readonly tools: { name: string; ok: boolean }[];
  status: 'running' | 'waiting' | 'done' | 'stopped' | 'failed';
  text: string;
  /** What goes on once the person has decided. */
  decide?: (approve: boolean) => void;
}

/** What chats need of the rest of the stand-in. */
export interface ChatHost {
  tokenDelayMs(): number;
  holdAfter(): string | undefined;
  silenceMs(): number;
  now(): string;
  addTask(owner: string, fields: Partial<Task> & { title: string }): Task;
  tasksOf(owner: string): Task[];
  removeTasks(ids: readonly string[]): void;
}

type Body = Readonly<Record<string, unknown>>;

const newestMessages = 100;

/** The stand-in's conversations and runs, with their events kept so that a stream can be continued. */
export class StandInChats {
  /** POSTs that began a run, replays not among them. */
  begun = 0;
  /** Requests for the rest of a run's events, with the Last-Event-ID that they named. */
  readonly continued: number[] = [];
  /** Destroys the next answers to POST /api/chat before a byte of them is sent; their runs go on. */
  swallowAnswers = 0;
  /** Answers 503 to requests for the rest of a run's events. */
  noContinuation = false;
  /** The last event of a failed run could not be stored: it has no number. */
  unstored = false;
  readonly #host: ChatHost;
  readonly #conversations = new Map<string, StoredConversation>();
  readonly #runs = new Map<string, Run>();
  readonly #keys = new Map<string, Run>();

  constructor(host: ChatHost) {
    this.#host = host;
  }

  /** Ends every open stream, as a lost connection does; the runs go on. */
  cutStreams(): void {
    for (const run of this.#runs.values()) for (const follower of run.followers) follower.destroy();
  }

  addConversation(owner: string, title: string, messages: readonly Partial<StoredMessage>[] = []): string {
    const now = this.#host.now();
    const made = { id: randomUUID(), owner, title, created_at: now, updated_at: now, messages: [] };
    this.#conversations.set(made.id, made);
    for (const message of messages) this.#store(made, message);
    return made.id;
  }

  answer(request: IncomingMessage, response: ServerResponse, owner: string, body: Body): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
    const [, , resource, id, part] = pathname.split('/');
    const key = `${owner} ${String(request.headers['idempotency-key'] ?? randomUUID())}`;
    if (resource === 'chat') return this.#chat(response, owner, key, body);
    if (resource === 'runs') return this.#answerRun(request, response, owner, id, part, body);
    if (!id && request.method === 'GET') return this.#list(response, owner, searchParams);
    const found = this.#conversations.get(id ?? '');
    if (found?.owner !== owner) return refuse(response, 404, 'There is no such conversation.');
    if (part === 'messages') return this.#older(response, found, searchParams);
    if (part === 'regenerate') return this.#regenerate(response, found, key);
    if (request.method === 'PATCH') found.title = String(body['title']);
    if (request.method === 'DELETE') {
      this.#conversations.delete(found.id);
      this.#forgetRuns(found);
      response.writeHead(204).end();
      return;
    }
    return send(response, 200, this.#whole(found));
  }

  #list(response: ServerResponse, owner: string, query: URLSearchParams): void {
    const wanted = (query.get('q') ?? '').toLowerCase();
    const own = [...this.#conversations.values()]
      .filter((one) => one.owner === owner)
      .sort((a, b) => b.updated_at.localeCompare(a.updated_at))
      .map(({ id, title, created_at, updated_at, messages }) => {
        const hit = wanted ? messages.find(({ content }) => content.toLowerCase().includes(wanted)) : undefined;
        return { id, title, created_at, updated_at, match: hit?.content.slice(0, 80) ?? null };
      })
      .filter(({ title, match }) => !wanted || match !== null || title.toLowerCase().includes(wanted));
    const from = Number(query.get('cursor') ?? 0);
    const to = from + Number(query.get('limit') ?? 20);
    send(response, 200, { items: own.slice(from, to), next_cursor: to < own.length ? String(to) : null });
  }

  #whole(found: StoredConversation): object {
    const { owner, messages, ...fields } = found;
    const older = Math.max(0, messages.length - newestMessages);
    const run = [...this.#runs.values()].findLast(
      ({ conversation, status }) => conversation === found && (status === 'running' || status === 'waiting'),
    );
    const told = run && { id: run.id, conversation_id: found.id, message_id: run.messageId, status: run.status };
    return {
      ...fields,
      messages: messages.slice(older),
      older_cursor: older ? String(older) : null,
      run: told ?? null,
    };
  }

  #forgetRuns(of: StoredConversation): void {
    for (const run of this.#runs.values()) {
      if (run.conversation !== of) continue;
      run.status = 'stopped';
      this.#runs.delete(run.id);
      for (const follower of run.followers) follower.destroy();
    }
  }

  #older(response: ServerResponse, found: StoredConversation, query: URLSearchParams): void {
    const to = Number(query.get('cursor'));
    const from = Math.max(0, to - Number(query.get('limit') ?? 50));
    send(response, 200, { items: found.messages.slice(from, to), older_cursor: from ? String(from) : null });
  }

  #chat(response: ServerResponse, owner: string, key: string, body: Body): void {
    const replayed = this.#keys.get(key);
    if (replayed) return this.#follow(response, replayed, 0);
    const message = String(body['message']);
    const known = this.#conversations.get(String(body['conversation_id']));
    const id = known?.owner === owner ? known.id : this.addConversation(owner, message.slice(0, 80));
    const conversation = this.#conversations.get(id) as StoredConversation;
    const replaced = conversation.messages.findIndex((one) => one.id === body['replaces']);
    if (replaced >= 0) conversation.messages = conversation.messages.slice(0, replaced);
    const question = this.#store(conversation, { role: 'user', content: message });
    this.#begin(response, conversation, question.id, scriptFor(message), key);
  }

  #regenerate(response: ServerResponse, conversation: StoredConversation, key: string): void {
    const at = conversation.messages.findLastIndex(({ role }) => role === 'user');
    const question = conversation.messages[at];
    if (!question) return refuse(response, 409, 'There is no question.');
    conversation.messages = conversation.messages.slice(0, at + 1);
    this.#begin(response, conversation, question.id, scriptFor(question.content), key);
  }

  #begin(response: ServerResponse, conversation: StoredConversation, questionId: string, steps: Step[], key: string) {
    for (const run of this.#runs.values()) {
      if (run.conversation !== conversation) continue;
      if (run.status === 'running') return refuse(response, 409, 'An answer is being written already.');
      if (run.status === 'waiting') this.#end(run, 'stopped', {});
    }
    this.begun += 1;
    const ids = { id: randomUUID(), messageId: randomUUID() };
    const run: Run = {
      ...ids,
      conversation,
      events: [],
      followers: new Set(),
      tools: [],
      status: 'running',
      text: '',
    };
    this.#runs.set(run.id, run);
    this.#keys.set(key, run);
    const start = { run_id: run.id, conversation_id: conversation.id, question_id: questionId };
    this.#emit(run, 'start', { ...start, message_id: run.messageId });
    if (this.swallowAnswers > 0) {
      this.swallowAnswers -= 1;
      response.destroy();
    } else {
      this.#follow(response, run, 0);
    }
    void this.#play(run, steps);
  }

  #answerRun(
    request: IncomingMessage,
    response: ServerResponse,
    owner: string,
    id: string | undefined,
    part: string | undefined,
    body: Body,
  ): void {
    const run = this.#runs.get(id ?? '');
    if (run?.conversation.owner !== owner) return refuse(response, 404, 'There is no such run.');
    if (part === 'stop') {
      if (run.status === 'running' || run.status === 'waiting') this.#end(run, 'stopped', {});
      response.writeHead(202).end();
      return;
    }
    if (part === 'confirmation') {
      if (run.status !== 'waiting') return refuse(response, 409, 'Nothing waits for a decision.');
      run.decide?.(body['approve'] === true);
      return this.#follow(response, run, run.events.length);
    }
    if (this.noContinuation) return refuse(response, 503, 'Not now.');
    const from = Number(request.headers['last-event-id'] ?? 0);
    this.continued.push(from);
    return this.#follow(response, run, from);
  }

  #follow(response: ServerResponse, run: Run, after: number): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const text of run.events.slice(after)) response.write(text);
    if (run.status !== 'running') return void response.end();
    run.followers.add(response);
    response.on('close', () => run.followers.delete(response));
  }

  async #play(run: Run, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await pause(step.type === 'silence' ? this.#host.silenceMs : this.#host.tokenDelayMs);
      while (run.status === 'running' && run.text.includes(this.#host.holdAfter() ?? '\0')) await sleep(10);
      if (run.status !== 'running') return;
      if (step.type === 'cut') this.cutStreams();
      if (step.type === 'error') return this.#end(run, 'failed', step.data);
      if (step.type === 'confirm') return this.#ask(run);
      if (step.type === 'tool') this.#use(run, step);
      if (step.type === 'token') {
        run.text += step.data.text;
        this.#emit(run, 'token', step.data);
      }
    }
    this.#end(run, 'done', { text: run.text });
  }

  #use(run: Run, step: Step & { type: 'tool' }): void {
    if (step.task) this.#host.addTask(run.conversation.owner, step.task);
    run.tools.push(step.data);
    this.#emit(run, 'tool', step.data);
  }

  /** The destructive tool of the stand-in: it deletes every task that there is. */
  #ask(run: Run): void {
    const tasks = this.#host.tasksOf(run.conversation.owner).map(({ id, title }) => ({ id, title }));
    run.status = 'waiting';
    this.#emit(run, 'confirm', { action: 'delete_tasks', tasks });
    for (const follower of run.followers) follower.end();
    run.followers.clear();
    run.decide = (approve) => {
      run.status = 'running';
      if (approve) this.#host.removeTasks(tasks.map(({ id }) => id));
      const words = approve ? `Deleted ${tasks.length} tasks.` : 'Nothing was deleted.';
      void this.#play(run, [
        { type: 'tool', data: { name: 'delete_tasks', ok: approve } },
        { type: 'token', data: { text: words } },
      ]);
    };
  }

  #end(run: Run, status: 'done' | 'stopped' | 'failed', data: object): void {
    run.status = status;
    const stored = { done: 'complete', stopped: 'stopped', failed: 'failed' } as const;
    const error = status === 'failed' ? (data as StoredMessage['error']) : null;
    const fields = { id: run.messageId, role: 'assistant', content: run.text, tools: run.tools } as const;
    this.#store(run.conversation, { ...fields, status: stored[status], error });
    this.#emit(run, status === 'failed' ? 'error' : status, { message_id: run.messageId, ...data });
    for (const follower of run.followers) follower.end();
    run.followers.clear();
  }

  #emit(run: Run, event: string, data: object): void {
    const id = event === 'error' && this.unstored ? '' : `id: ${run.events.length + 1}\n`;
    const text = `${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    run.events.push(text);
    for (const follower of run.followers) follower.write(text);
  }

  #store(conversation: StoredConversation, fields: Partial<StoredMessage>): StoredMessage {
    const created_at = this.#host.now();
    const defaults = { role: 'user', content: '', status: 'complete', error: null, tools: [] } as const;
    const message: StoredMessage = { id: randomUUID(), ...defaults, created_at, ...fields };
    conversation.messages.push(message);
    conversation.updated_at = created_at;
    return message;
  }
}
