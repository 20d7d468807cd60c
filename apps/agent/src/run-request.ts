import { HttpProblem, type FieldProblem } from '@todo-chatbot/service';
import * as z from 'zod';

/** Empty where an answer failed before its first word. */
const assistantMessage = z.strictObject({ role: z.literal('assistant'), content: z.string().max(20_000) });
const userMessage = z.strictObject({ role: z.literal('user'), content: z.string().min(1).max(20_000) });

const runRequest = z.strictObject({
  run_id: z.uuid(),
  /** What a retry of this run has in common with it: the question's id. */
  scope: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'Must be 1 to 200 visible ASCII characters.')
    .optional(),
  messages: z
    .array(z.discriminatedUnion('role', [userMessage, assistantMessage]))
    .min(1)
    .max(1_000)
    .refine((messages) => messages.at(-1)?.role === 'user', 'The last message must be one of the user.'),
  mcp_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/, 'Not a token.'),
  /** Goes on where a run waited for the person. */
  resume: z.strictObject({ state: z.unknown(), approved: z.boolean() }).optional(),
});

type Parsed = z.infer<typeof runRequest>;
/** @param scope the run's own id where none was given */
export type RunRequest = Parsed & { readonly scope: string };

/** Reads the body of a run; throws a 422 problem that names what is wrong. */
export function readRunRequest(body: unknown): RunRequest {
  const parsed = runRequest.safeParse(body);
  if (parsed.success) return { ...parsed.data, scope: parsed.data.scope ?? parsed.data.run_id };
  throw invalidRun(parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message })));
}

export function invalidRun(errors: readonly FieldProblem[]): HttpProblem {
  return new HttpProblem(422, 'The run is not valid.', { errors });
}
