import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server';
import { errorFields, type Logger } from '@todo-chatbot/service';
import type * as z from 'zod';

import { ToolFailure, type Backend } from './backend.ts';

/** One tool: what the model is told, what it may say, what it gets back, and how the work is done. */
export interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** A strict object: an argument that is not in it is an error. */
  readonly input: Input;
  readonly output: Output;
  readonly annotations: Required<Pick<ToolAnnotations, 'readOnlyHint' | 'destructiveHint' | 'idempotentHint'>>;
  readonly run: (input: z.output<Input>, backend: Backend) => Promise<z.output<Output>>;
}

/** Registers a tool on a server. */
export type Registration = (server: McpServer, backend: Backend, log: Logger) => void;

export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  tool: ToolDefinition<Input, Output>,
): Registration {
  return (server, backend, log) => {
    server.registerTool<z.ZodType, z.ZodType>(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: tool.input,
        outputSchema: tool.output,
        // All that the tools touch is the person's own list.
        annotations: { title: tool.title, ...tool.annotations, openWorldHint: false },
      },
      async (input) => result(log, async () => tool.run(input as z.output<Input>, backend)),
    );
  };
}

async function result(log: Logger, work: () => Promise<Record<string, unknown>>): Promise<CallToolResult> {
  try {
    const output = await work();
    return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
  } catch (error) {
    if (!(error instanceof ToolFailure)) log.error('tool failed', errorFields(error));
    const text = error instanceof ToolFailure ? error.message : 'Something went wrong in the tool.';
    return { content: [{ type: 'text', text }], isError: true };
  }
}
