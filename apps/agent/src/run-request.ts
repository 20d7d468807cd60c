import { HttpProblem } from '@todo-chatbot/service';
import * as z from 'zod';

const runRequest = z.strictObject({
  run_id: z.uuid(),
  messages: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string().min(1).max(20_000) }))
    .min(1)
    .max(1_000)
    .refine((messages) => messages.at(-1)?.role === 'user', 'The last message must be one of the user.'),
  mcp_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/, 'Not a token.'),
});

export type RunRequest = z.infer<typeof runRequest>;

/** Reads the body of a run; throws a 422 problem that names what is wrong. */
export function readRunRequest(body: unknown): RunRequest {
  const parsed = runRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new HttpProblem(422, 'The run is not valid.', { errors });
}
