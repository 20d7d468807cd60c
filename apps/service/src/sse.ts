/** How often a comment is sent while no event comes, so that proxies keep the connection: milliseconds. */
const keepAliveMs = 15_000;

export interface ServerSentEvent {
  /** Left out for the default event, as the OpenAI form wants it. */
  readonly event?: string;
  readonly data: string;
}

export function encodeEvent({ event, data }: ServerSentEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  return `${name}${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}

/** A `text/event-stream` response; pulling it runs `events`, and a caller that leaves ends them. */
export function eventStream(events: AsyncGenerator<ServerSentEvent, void>): Response {
  const encoder = new TextEncoder();
  let keepAlive: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      keepAlive = setInterval(() => controller.enqueue(encoder.encode(': keep-alive\n\n')), keepAliveMs);
      keepAlive.unref();
    },
    async pull(controller) {
      try {
        const next = await events.next();
        if (next.done !== true) return controller.enqueue(encoder.encode(encodeEvent(next.value)));
        clearInterval(keepAlive);
        controller.close();
      } catch (error) {
        // A comment into a stream that broke off would throw where nobody catches it, and end the program.
        clearInterval(keepAlive);
        throw error;
      }
    },
    async cancel() {
      clearInterval(keepAlive);
      await events.return();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
