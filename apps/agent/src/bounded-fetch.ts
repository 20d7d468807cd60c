import { RunError, type RunErrorCode } from './run-error.ts';

/** A fetch whose responses break off with a {@link RunError} past so many bytes, whatever the other side goes on to send. */
export function boundedFetch(maxBytes: number, code: RunErrorCode): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null || isShort(response, maxBytes)) return response;
    let bytes = 0;
    const bound = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (bytes > maxBytes) controller.error(new RunError(code));
        else controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(bound), response);
  };
}

/** Whether it says how long it is, and that this is within the bound: HTTP itself sees to it that no more comes. */
function isShort({ headers }: Response, maxBytes: number): boolean {
  const length = headers.get('content-length');
  return length !== null && !headers.has('content-encoding') && Number(length) <= maxBytes;
}
