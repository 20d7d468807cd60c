import { errorFields, requestIdHeader, type Logger, type Span } from '@todo-chatbot/service';
import * as z from 'zod';

/** Why a tool could not do its work, in plain words for the model and the person. */
export class ToolFailure extends Error {}

export interface BackendOptions {
  /** Where the backend's REST API is: `http://backend:8000`. */
  readonly url: string;
  /** The person's delegated token; the backend decides what it allows. */
  readonly token: string;
  readonly requestId: string;
  readonly log: Logger;
  /** What the requests are part of. */
  readonly span: Span;
  /** @default 10000 */
  readonly timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface AskOptions {
  readonly body?: object;
  /** Makes a POST that is sent again do its work once. */
  readonly idempotencyKey?: string | undefined;
}

const problem = z.object({
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** The backend's REST API on behalf of one person, for one request. */
export class Backend {
  readonly #options: BackendOptions;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  /** Returns the body that `schema` describes; throws a {@link ToolFailure}. */
  async ask<T>(method: Method, path: string, schema: z.ZodType<T>, options: AskOptions = {}): Promise<T> {
    const { response, answer } = await this.#send(method, path, options);
    if (!response.ok) throw failure(response.status, answer);
    const parsed = schema.safeParse(answer);
    if (!parsed.success) throw new ToolFailure('The task service answered something that is not understood.');
    return parsed.data;
  }

  async #send(method: Method, path: string, { body, idempotencyKey }: AskOptions): Promise<Answer> {
    const { url, token, requestId, log, timeoutMs = 10_000 } = this.#options;
    const span = this.#options.span.child(`backend ${method}`, { 'http.request.method': method });
    const headers: Record<string, string> = {
      ...span.headers,
      authorization: `Bearer ${token}`,
      [requestIdHeader]: requestId,
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      span.end({ failed: response.status >= 500, fields: { 'http.response.status_code': response.status } });
      return { response, answer };
    } catch (error) {
      span.end({ failed: true });
      log.warn('backend did not answer', errorFields(error));
      throw new ToolFailure('The task service cannot be reached right now. Please try again in a moment.');
    }
  }
}

interface Answer {
  readonly response: Response;
  readonly answer: unknown;
}

function failure(status: number, answer: unknown): ToolFailure {
  if (status === 401)
    return new ToolFailure('The permission to use the tasks has ended or is not valid. Please log in again.');
  if (status === 403)
    return new ToolFailure("This needs the person's confirmation, which is not given. Nothing was changed.");
  if (status === 404) return new ToolFailure('There is no such task.');
  if (status === 429) return new ToolFailure('That was too much at once. Please try again in a moment.');
  if (status >= 500) return new ToolFailure('The task service has a problem right now. Please try again in a moment.');
  const { detail, errors = [] } = problem.safeParse(answer).data ?? {};
  const parts = errors.map(({ path, message }) => `${path}: ${message}`);
  return new ToolFailure(`The task service refused this. ${[detail ?? '', ...parts].join(' ').trim()}`.trim());
}
