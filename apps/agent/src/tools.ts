import { Client, ProtocolError, SdkHttpError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { requestIdHeader, type Span } from '@todo-chatbot/service';

import { boundedFetch } from './bounded-fetch.ts';
import type { KnownTools } from './known-tools.ts';
import { offered, type OfferedTool } from './offered-tool.ts';
import { retry, type RetryPolicy } from './retry.ts';
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
  /** What earlier runs know of the server. */
  readonly known: KnownTools;
  readonly retryPolicy: RetryPolicy;
}

const tracedFetch = boundedFetch(maxResponseBytes, 'tools_unavailable');

export async function connectTools(options: ToolboxOptions): Promise<Toolbox> {
  const { url, token, requestId, span, signal, known, retryPolicy } = options;
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
    const tools = await unlessAway(signal, () => meet(client, transport, request, known));
    return {
      tools,
      call: async (name, args, options) => {
        current = options.span;
        const _meta = { [idempotencyKeyField]: options.idempotencyKey };
        const params = { name, arguments: { ...args }, _meta };
        // The same key: a server that did it, and could not say so, does not do it again.
        const call = () => retry(() => unlessAway(signal, () => client.callTool(params, request)), retryPolicy, signal);
        return toResult(call, known);
      },
      close: () => client.close(),
    };
  } catch (error) {
    known.forget();
    await client.close();
    throw error instanceof ProtocolError ? new RunError('tools_unavailable', { cause: error }) : error;
  }
}

const unchecked = (data: unknown) => ({ valid: true as const, data: data as never, errorMessage: undefined });

/** The server's tools; nothing is asked where they are known. */
async function meet(
  client: Client,
  transport: StreamableHTTPClientTransport,
  request: { readonly signal: AbortSignal; readonly timeout: number },
  known: KnownTools,
): Promise<readonly OfferedTool[]> {
  const earlier = known.get();
  if (earlier !== undefined) {
    await client.connect(transport, { ...request, prior: { kind: 'modern', discover: earlier.discover } });
    return earlier.tools;
  }
  await client.connect(transport, request);
  const list = await client.listTools({}, request);
  const tools = list.tools.slice(0, maxTools).map(offered);
  known.keep(client.getDiscoverResult(), list, tools);
  return tools;
}

async function toResult(request: () => ReturnType<Client['callTool']>, known: KnownTools): Promise<ToolResult> {
  try {
    const { content, structuredContent, isError = false } = await request();
    const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
    return { ok: !isError, text: text.slice(0, maxResultLength).toWellFormed(), result: structuredContent ?? text };
  } catch (error) {
    known.forget();
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
