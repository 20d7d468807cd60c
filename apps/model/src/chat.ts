/** A chat as the rules see it, whichever form it came in. */

export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  /** `arguments` is JSON text. */
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A message with its text joined from its parts. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly tool_calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly content: string; readonly tool_call_id: string };

/** A tool that the caller offers. */
export interface ToolOffer {
  readonly name: string;
  /** Names of the arguments in its schema; left out when the schema does not list them. */
  readonly parameters?: readonly string[];
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** None when `tool_choice` is `none`. */
  readonly tools: readonly ToolOffer[];
  readonly stream: boolean;
  /** Whether a stream ends with a chunk of usage numbers. */
  readonly includeUsage: boolean;
  /** Bound on the answer's tokens. */
  readonly maxTokens?: number;
}

/** A call to make; a scripted one may have arguments that are no JSON. */
export interface WantedCall {
  readonly name: string;
  readonly arguments: object | string;
}

/** What the rules decide: text for the person, or calls for the caller to make. */
export type Reply =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'calls'; readonly calls: readonly WantedCall[] };

/** A request that is not answered. Each form of the wire has words of its own for it. */
export class ChatError extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { param?: string; code?: string; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.param = options.param ?? null;
    this.code = options.code ?? null;
    this.headers = options.headers ?? {};
  }
}
