/** Where the frontend's server passes requests on to the backend. */
export const backend = '/api/backend';

export type FailureKind = 'offline' | 'expired' | 'refused' | 'tooMany' | 'unavailable' | 'connectionLost';

/** A request that did not do what it should; `failureText` says it in the person's language. */
export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly status: number;
  /** What the backend says of it, in English. */
  readonly detail: string | undefined;

  constructor(kind: FailureKind, status = 0, detail?: string) {
    super(detail ?? kind);
    this.kind = kind;
    this.status = status;
    this.detail = detail;
  }
}

export interface RequestOptions {
  readonly body?: object;
  readonly signal?: AbortSignal;
  /** `Idempotency-Key`: however often the same request is sent with it, it is done once. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws ApiError when there is no answer or a refusal; the signal's reason when it was aborted */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { body, signal, key } = options;
  const headers: Record<string, string> = { ...options.headers };
  if (body) headers['Content-Type'] = 'application/json';
  if (key) headers['Idempotency-Key'] = key;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
  } catch {
    signal?.throwIfAborted();
    throw new ApiError('offline');
  }
  if (response.ok) return response;
  throw await refusalOf(response, path);
}

/** The body of an answer. Throws as `send` does, and an ApiError when it is not JSON. */
export async function json<Answer>(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(method, path, options);
  try {
    return (await response.json()) as Answer;
  } catch {
    options.signal?.throwIfAborted();
    throw new ApiError('unavailable', response.status);
  }
}

/** A key that nobody else has; `crypto.randomUUID` exists over HTTPS only. */
export function newIdempotencyKey(): string {
  return crypto
    .getRandomValues(new Uint8Array(16))
    .reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '');
}

async function refusalOf(response: Response, path: string): Promise<ApiError> {
  const problem = parseObject(await response.text().catch(() => ''));
  const detail = typeof problem['detail'] === 'string' ? problem['detail'] : undefined;
  const { status } = response;
  if (status === 401 && path.startsWith(backend)) return new ApiError('expired', status);
  if (status >= 500) return new ApiError('unavailable', status);
  if (status === 429) return new ApiError('tooMany', status);
  return new ApiError('refused', status, firstFieldError(problem) ?? detail);
}

/** A validation problem names the fields; the first one is what the person can mend first. */
function firstFieldError(problem: Record<string, unknown>): string | undefined {
  const first: unknown = Array.isArray(problem['errors']) ? problem['errors'][0] : undefined;
  const fields = typeof first === 'object' && first !== null ? (first as Record<string, unknown>) : {};
  return typeof fields['message'] === 'string' ? fields['message'] : undefined;
}

/** The fields of a JSON object; none when the text is anything else. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
