/** One server-sent event of a chat. */
export interface ChatEvent {
  readonly id: string;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** As it came over the wire. */
  readonly raw: string;
}

/** The events of a stream as they arrive; comments are left out. */
export async function* eventsOf(response: Response): AsyncGenerator<ChatEvent, void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true }).replaceAll('\r\n', '\n');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const raw of blocks) {
      const event = parse(raw);
      if (event !== undefined) yield event;
    }
  }
}

function parse(raw: string): ChatEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of raw.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}\n${value}`);
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const parsed = JSON.parse(data) as ChatEvent['data'];
  return { id: fields.get('id') ?? '', name: fields.get('event') ?? 'message', data: parsed, raw };
}

/** Everything that a stream brought. */
export class Answer {
  readonly events: readonly ChatEvent[];

  constructor(events: readonly ChatEvent[]) {
    this.events = events;
  }

  static async of(response: Response): Promise<Answer> {
    return new Answer(await Array.fromAsync(eventsOf(response)));
  }

  get names(): readonly string[] {
    return this.events.map(({ name }) => name);
  }

  get last(): ChatEvent {
    const last = this.events.at(-1);
    if (last === undefined) throw new Error('The stream brought no event.');
    return last;
  }

  /** The tokens together. */
  get text(): string {
    return this.all('token')
      .map(({ data }) => String(data['text']))
      .join('');
  }

  get runId(): string {
    return this.field('start', 'run_id');
  }

  get conversationId(): string {
    return this.field('start', 'conversation_id');
  }

  get questionId(): string {
    return this.field('start', 'question_id');
  }

  all(name: string): readonly ChatEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** A field of the first event with this name. */
  field(name: string, field: string): string {
    const value = this.all(name)[0]?.data[field];
    if (typeof value !== 'string') throw new Error(`No ${name} event has ${field}: ${JSON.stringify(this.events)}`);
    return value;
  }
}
