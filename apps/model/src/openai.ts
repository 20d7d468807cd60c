/** The part of OpenAI's chat-completions form that this server speaks. */

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

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Names of the tools that the caller offers; none when `tool_choice` is `none`. */
  readonly tools: readonly string[];
  readonly stream: boolean;
  /** Whether a stream ends with a chunk of usage numbers. */
  readonly includeUsage: boolean;
  /** Bound on the answer's tokens. */
  readonly maxTokens?: number;
}

/** What the rules decide: text for the person, or calls for the caller to make. */
export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'calls'; readonly calls: readonly { readonly name: string; readonly arguments: object }[] };

/** An error in OpenAI's form. */
export class OpenAiError extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: number, message: string, options: { param?: string; code?: string } = {}) {
    super(message);
    this.status = status;
    this.param = options.param ?? null;
    this.code = options.code ?? null;
  }

  toResponse(): Response {
    const error = { message: this.message, type: 'invalid_request_error', param: this.param, code: this.code };
    return Response.json({ error }, { status: this.status });
  }
}
