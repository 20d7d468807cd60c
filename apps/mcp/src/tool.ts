import type { CallToolResult, McpServer, ServerContext, ToolAnnotations } from '@modelcontextprotocol/server';
import { errorFields, type Logger } from '@todo-chatbot/service';
import type * as z from 'zod';

import { ToolFailure, type Backend } from './backend.ts';

/** Where a client says the idempotency key of a call: the same key, the same call. */
export const idempotencyKeyField = 'todo-chatbot/idempotency-key';

/** What a tool does its work with. */
export interface ToolWork {
  readonly backend: Backend;
  /** The client's key for this call. */
  readonly idempotencyKey: string | undefined;
}

/** One tool: what the model is told, what it may say, what it gets back, and how the work is done. */
export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A strict object: an argument that is not in it is an error. */
  readonly input: Input;
  readonly output: Output;
  readonly annotations: Required<Pick<ToolAnnotations, 'readOnlyHint' | 'destructiveHint' | 'idempotentHint'>>;
  readonly run: (input: z.output<Input>, work: ToolWork) => Promise<z.output<Output>>;
}

/** What tools, resources and prompts are registered with, for one request. */
export interface Registering {
  readonly backend: Backend;
  readonly log: Logger;
  /** Counts a call of a tool of ours. */
  readonly count: (tool: string, ok: boolean) => void;
}

/** Registers a tool on a server. */
export type Registration = (server: McpServer, registering: Registering) => void;

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: ToolDefinition<Input, Output>,
): Registration {
  const input = described(tool.input);
  const output = described(tool.output);
  return (server, { backend, log, count }) => {
    server.registerTool<z.ZodType, z.ZodType>(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: watched(input, () => {
          count(tool.name, false);
        }),
        outputSchema: output,
        // All that the tools touch is the person's own list.
        annotations: { title: tool.title, ...tool.annotations, openWorldHint: false },
      },
      async (given, context) => {
        const work = { backend, idempotencyKey: keyOf(context) };
        const called = await result(log, () => tool.run(given as z.output<Input>, work));
        count(tool.name, called.isError !== true);
        return called;
      },
    );
  };
}

/** The same schema, which makes its JSON Schema once: a server that is made per request would make it for each. */
function described(schema: z.ZodType): z.ZodType {
  const standard = schema['~standard'];
  const { input, output } = standard.jsonSchema;
  return {
    '~standard': { ...standard, jsonSchema: { input: once(input), output: once(output) } },
  } as unknown as z.ZodType;
}

function once<Options extends { readonly target: string }, Made>(make: (options: Options) => Made): typeof make {
  const made = new Map<string, Made>();
  return (options) => {
    const schema = made.get(options.target) ?? make(options);
    made.set(options.target, schema);
    return schema;
  };
}

/** The same schema; `refused` is told when it does not take a call's arguments. */
function watched(schema: z.ZodType, refused: () => void): z.ZodType {
  const standard = schema['~standard'];
  const validate: typeof standard.validate = async (value, options) => {
    const outcome = await standard.validate(value, options);
    if (outcome.issues !== undefined) refused();
    return outcome;
  };
  return { '~standard': { ...standard, validate } } as unknown as z.ZodType;
}

function keyOf({ mcpReq }: ServerContext): string | undefined {
  const key: unknown = mcpReq._meta?.[idempotencyKeyField];
  return typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key) ? key : undefined;
}

async function result(log: Logger, work: () => Promise<Record<string, unknown>>): Promise<CallToolResult> {
  try {
    const output = await work();
    return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
  } catch (error) {
    return { content: [{ type: 'text', text: failureText(error, log) }], isError: true };
  }
}

/** What may be said of a failure; what else it is goes to the log, without its message. */
export function failureText(error: unknown, log: Logger): string {
  if (error instanceof ToolFailure) return error.message;
  log.error('tool failed', errorFields(error));
  return 'Something went wrong in the tool.';
}
