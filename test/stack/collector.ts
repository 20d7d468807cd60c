import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span, as far as the tests look at it. */
export interface Span {
  readonly service: string;
  readonly traceId: string;
  readonly name: string;
}

/** Stands in for an OpenTelemetry collector: OTLP over HTTP, as JSON or as Protocol Buffers. */
export class Collector {
  readonly spans: Span[] = [];
  /** Every body, as text, to search for what no span may carry. */
  received = '';
  readonly #server = createServer((request, response) => {
    void body(request).then((bytes) => {
      this.received += bytes.toString('latin1');
      const isJson = request.headers['content-type']?.includes('json') === true;
      if (request.url === '/v1/traces') this.spans.push(...(isJson ? ofJson(bytes) : ofProtobuf(bytes)));
      response.writeHead(200, { 'content-type': request.headers['content-type'] ?? '' }).end(isJson ? '{}' : '');
    });
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

async function body(request: IncomingMessage): Promise<Buffer> {
  const bytes = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { traceId: string; name: string }[] }[];
  }[];
}

function ofJson(bytes: Buffer): Span[] {
  const { resourceSpans } = JSON.parse(bytes.toString()) as Export;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map(({ traceId, name }) => ({ service, traceId, name })));
  });
}

/** Field numbers as in opentelemetry-proto's trace.proto, resource.proto and common.proto. */
function ofProtobuf(bytes: Buffer): Span[] {
  return parts(bytes, 1).flatMap((resourceSpans) => {
    const attributes = parts(resourceSpans, 1).flatMap((resource) => parts(resource, 1));
    const named = attributes.find((attribute) => parts(attribute, 1)[0]?.toString() === 'service.name');
    const value = named === undefined ? undefined : parts(named, 2)[0];
    const service = value === undefined ? '' : (parts(value, 1)[0]?.toString() ?? '');
    return parts(resourceSpans, 2)
      .flatMap((scopeSpans) => parts(scopeSpans, 2))
      .map((span) => ({
        service,
        traceId: parts(span, 1)[0]?.toString('hex') ?? '',
        name: parts(span, 5)[0]?.toString() ?? '',
      }));
  });
}

/** The length-delimited values of one field of a message; other fields are passed over. */
function parts(message: Buffer, field: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag % 8;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else {
      const length = varint();
      if (Math.floor(tag / 8) === field) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}
