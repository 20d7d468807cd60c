import { STATUS_CODES } from 'node:http';

export interface FieldProblem {
  /** Where, for example `messages.0.content`. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly FieldProblem[];
}

/** An error that the caller is told about, as RFC 9457 problem details. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly options: ProblemOptions;

  /** @param detail one sentence, in plain words, safe to show */
  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail);
    this.status = status;
    this.options = options;
  }
}

export function problemResponse(problem: HttpProblem, requestId: string): Response {
  const { headers, errors } = problem.options;
  const body = {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { ...headers, 'content-type': 'application/problem+json' },
  });
}

/** The body as JSON; throws a 415 or 400 {@link HttpProblem}. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new HttpProblem(415, 'The content type must be application/json.');
  try {
    return await request.json();
  } catch {
    throw new HttpProblem(400, 'The body is not valid JSON.');
  }
}

/** The token of `Authorization: Bearer ...`; throws a 401 {@link HttpProblem}. */
export function bearerToken(request: Request): string {
  const match = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(request.headers.get('authorization') ?? '');
  if (match?.[1] === undefined) throw unauthorized('A bearer token is needed.');
  return match[1];
}

export function unauthorized(detail: string): HttpProblem {
  return new HttpProblem(401, detail, { headers: { 'www-authenticate': 'Bearer' } });
}
