import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';

import type { ToolDescription } from './model.ts';

export interface OfferedTool extends ToolDescription {
  /** True unless the server says that the tool only reads or takes nothing away. */
  readonly needsConfirmation: boolean;
  /** What is wrong with the arguments, in a line for the model; undefined when nothing is. */
  objection(args: Readonly<Record<string, unknown>>): string | undefined;
}

export function offered({ name, description = '', inputSchema, annotations = {} }: Tool): OfferedTool {
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
