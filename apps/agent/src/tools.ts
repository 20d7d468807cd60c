import {
  Client,
  ProtocolError,
  SdkHttpError,
  StreamableHTTPClientTransport,
  type Tool,
} from '@modelcontextprotocol/client';
import { requestIdHeader, type Span } from '@todo-chatbot/service';
import * as z from 'zod';

import { boundedFetch } from './bounded-fetch.ts';
import type { ToolDescription } from './model.ts';
import { RunError } from './run-error.ts';

/** How long one request to the MCP server may take: milliseconds. */
const timeoutMs = 15_000;

/** How much of a tool's result the model reads: characters. */
const maxResultLength = 120_000;

/** How much an MCP server may say at once: bytes. */
const maxResponseBytes = 4 * 1_048_576;

/** Tools that a run knows; more would only fill the model's context. */
const maxTools = 64;

/** Where MCP is told the idempotency key of a call. */
export const idempotencyKeyField = 'todo-chatbot/idempotency-key';

export interface ToolResult {
  readonly ok: boolean;
  /** What the model reads. */
  readonly text: string;
  /** The same for programs: structured where the tool gives structure. */
  readonly result: unknown;
}

export interface OfferedTool extends ToolDescription {
  /** True unless the server says that the tool only reads or takes nothing away. */
  readonly needsConfirmation: boolean;
  /** What is wrong with the arguments, in a line for the model; undefined when nothing is. */
  objection(args: Readonly<Record<string, unknown>>): string | undefined;
}

export interface CallOptions {
  /** A call that is made again has the same key. */
  readonly idempotencyKey: string;
  readonly span: Span;
}

/** The tools of one run. */
export interface Toolbox {
  readonly tools: readonly OfferedTool[];
  /** Throws a RunError when the tools are not there; what the tool itself refuses is a result. */
  call(name: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

export interface ToolboxOptions {
  readonly url: string;
  /** The person's delegated token; it goes to the MCP server only. */
  readonly token: string;
  readonly requestId: string;
  readonly span: Span;
  readonly signal: AbortSignal;
}

const tracedFetch = boundedFetch(maxResponseBytes, 'tools_unavailable');

export async function connectTools({ url, token, requestId, span, signal }: ToolboxOptions): Promise<Toolbox> {
  // A run makes one call after the other, so there is one span at a time.
  let current = span;
  const client = new Client(
    { name: 'todo-chatbot-agent', version: '0.1.0' },
    // Results are for the model; compiling a validator for each tool in each run would take longer than the run.
    { versionNegotiation: { mode: 'auto' }, jsonSchemaValidator: { getValidator: () => unchecked } },
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { authorization: `Bearer ${token}`, [requestIdHeader]: requestId } },
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 0,
      maxReconnectionDelay: 0,
      reconnectionDelayGrowFactor: 1,
    },
    fetch: (address, init) => {
      const headers = new Headers(init?.headers);
      for (const [name, value] of Object.entries(current.headers)) headers.set(name, value);
      return tracedFetch(address, { ...init, headers, redirect: 'error' });
    },
  });
  const request = { signal, timeout: timeoutMs };
  try {
    await unlessAway(signal, () => client.connect(transport, request));
    const { tools } = await unlessAway(signal, () => client.listTools({}, request));
    return {
      tools: tools.slice(0, maxTools).map(offered),
      call: async (name, args, options) => {
        current = options.span;
        const _meta = { [idempotencyKeyField]: options.idempotencyKey };
        const params = { name, arguments: { ...args }, _meta };
        return toResult(() => unlessAway(signal, () => client.callTool(params, request)));
      },
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error instanceof ProtocolError ? new RunError('tools_unavailable', { cause: error }) : error;
  }
}

const unchecked = (data: unknown) => ({ valid: true as const, data: data as never, errorMessage: undefined });

function offered({ name, description = '', inputSchema, annotations = {} }: Tool): OfferedTool {
  return {
    name,
    description,
    inputSchema,
    needsConfirmation: annotations.readOnlyHint !== true && annotations.destructiveHint !== false,
    objection: (args) => {
      try {
        const { success, error } = z.fromJSONSchema(inputSchema as z.core.JSONSchema.JSONSchema).safeParse(args);
        return success ? undefined : z.prettifyError(error).slice(0, 1_000);
      } catch {
        // A schema that cannot be read here: the server itself will say.
        return undefined;
      }
    },
  };
}

async function toResult(request: () => ReturnType<Client['callTool']>): Promise<ToolResult> {
  try {
    const { content, structuredContent, isError = false } = await request();
    const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
    return { ok: !isError, text: text.slice(0, maxResultLength).toWellFormed(), result: structuredContent ?? text };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const text = 'The tool did not take these arguments.';
    return { ok: false, text, result: text };
  }
}

/** Runs a request; that the server is away, or does not let us in, becomes a RunError. */
async function unlessAway<T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    signal.throwIfAborted();
    // An answer of the server in JSON-RPC's error form: it is there, and refuses.
    if (error instanceof ProtocolError || error instanceof RunError) throw error;
    const status = error instanceof SdkHttpError ? error.status : 503;
    throw new RunError('tools_unavailable', { cause: error, retryable: status === 429 || status >= 500 });
  }
}
