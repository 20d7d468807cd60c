import { createMCPClient, type MCPClient } from '@ai-sdk/mcp';
import { requestIdHeader } from '@todo-chatbot/service';
import * as z from 'zod';

import type { ToolDescription } from './model.ts';
import { RunError } from './run-error.ts';

/** How long one request to the MCP server may take: milliseconds. */
const timeoutMs = 15_000;

/** How much of a tool's result the model reads: characters. */
const maxResultLength = 120_000;

export interface ToolResult {
  readonly ok: boolean;
  /** What the model reads. */
  readonly text: string;
  /** The same for programs: structured where the tool gives structure. */
  readonly result: unknown;
}

/** The tools of one run. */
export interface Toolbox {
  readonly tools: readonly ToolDescription[];
  /** Throws a RunError when the tools are not there; what the tool itself refuses is a result. */
  call(name: string, args: Readonly<Record<string, unknown>>): Promise<ToolResult>;
  close(): Promise<void>;
}

export interface ToolboxOptions {
  readonly url: string;
  /** The person's delegated token; it goes to the MCP server only. */
  readonly token: string;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

export async function connectTools(options: ToolboxOptions): Promise<Toolbox> {
  const { signal } = options;
  const client = await unlessAway(signal, () => connect(options));
  try {
    const { tools } = await unlessAway(signal, () => client.listTools({ options: { signal, timeout: timeoutMs } }));
    return {
      tools: tools.map(({ name, description = '', inputSchema }) => ({ name, description, inputSchema })),
      call: (name, args) => call(client, name, args, signal),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

function connect({ url, token, requestId, signal }: ToolboxOptions): Promise<MCPClient> {
  return createMCPClient({
    transport: {
      type: 'http',
      url,
      headers: { authorization: `Bearer ${token}`, [requestIdHeader]: requestId },
      redirect: 'error',
    },
    clientName: 'todo-chatbot-agent',
    initializationOptions: { signal, timeout: timeoutMs },
    // Every failure also rejects the request it belongs to.
    onUncaughtError: () => undefined,
  });
}

const callResult = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })).default([]),
  structuredContent: z.unknown().optional(),
  isError: z.boolean().default(false),
});

async function call(
  client: MCPClient,
  name: string,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<ToolResult> {
  try {
    const raw = await unlessAway(signal, () =>
      client.callTool({ name, arguments: { ...args }, options: { signal, timeout: timeoutMs } }),
    );
    const { content, structuredContent, isError } = callResult.parse(raw);
    const text = content.flatMap((part) => (part.type === 'text' ? [part.text ?? ''] : [])).join('\n');
    return { ok: !isError, text: text.slice(0, maxResultLength), result: structuredContent ?? text };
  } catch (error) {
    if (!isProtocolError(error)) throw error;
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
    if (isProtocolError(error)) throw error;
    const status = statusCode(error) ?? 503;
    throw new RunError('tools_unavailable', { cause: error, retryable: status === 429 || status >= 500 });
  }
}

/** An answer of the server in JSON-RPC's error form: it is there, and refuses. */
function isProtocolError(error: unknown): boolean {
  return statusCode(error) === undefined && error instanceof Error && 'code' in error && typeof error.code === 'number';
}

function statusCode(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
