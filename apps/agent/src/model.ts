import type { Span } from '@todo-chatbot/service';

/** The one interface through which the loop sees a language model. */
export interface Model {
  /** One turn: text as it comes, tool calls, then usage. Throws a RunError. */
  turn(request: TurnRequest): AsyncIterable<ModelEvent>;
}

export interface TurnRequest {
  readonly system: string;
  readonly messages: readonly ConversationMessage[];
  readonly tools: readonly ToolDescription[];
  /** Bound on the turn's answer: tokens. */
  readonly maxOutputTokens: number;
  /** Sent along with the request. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the turn is part of; its headers are sent along, too. */
  readonly span: Span;
  readonly signal: AbortSignal;
}

export type ConversationMessage =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly content: string };

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly inputSchema: object;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Undefined when the model wrote something that is no JSON object. */
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
}

export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'call'; readonly call: ToolCall }
  | { readonly kind: 'usage'; readonly usage: Usage };

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
}
