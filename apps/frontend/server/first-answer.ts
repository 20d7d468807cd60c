import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';

/** Answers a request; false when it is for somebody else. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Lets these answer before Next does, in every server that this process makes from now on. */
export function answerFirst(...answers: readonly Answer[]): void {
  const createServer = http.createServer.bind(http) as (...values: unknown[]) => http.Server;
  http.createServer = ((...values: unknown[]) => {
    const listener = values.at(-1);
    if (typeof listener !== 'function') return createServer(...values);
    const first: RequestListener = (request, response) => {
      if (!answers.some((answer) => answer(request, response))) (listener as RequestListener)(request, response);
    };
    return createServer(...values.slice(0, -1), first);
  }) as typeof http.createServer;
}
