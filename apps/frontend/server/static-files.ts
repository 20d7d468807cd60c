import { createReadStream, globSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { log } from './log.ts';
import { fixedSecurityHeaders } from './security-headers.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
};
const prefix = '/_next/static/';

/**
 * The browser's files as the build has compressed them, once and with the most effort: an eighth less to load than
 * what Next compresses for each request anew. Their names change with their content, so they are kept for ever.
 */
export class StaticFiles {
  readonly #folder: string;
  readonly #sizes = new Map<string, number>();

  /** @param folder the one with the files of /_next/static/; those that end in .br are served */
  constructor(folder: string) {
    this.#folder = folder;
    for (const file of globSync('**/*.br', { cwd: folder })) {
      this.#sizes.set(file.slice(0, -'.br'.length), statSync(join(folder, file)).size);
    }
  }

  /** Answers a request for one of them; false when it is for something else or the browser does not take Brotli. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!path.startsWith(prefix) || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const file = path.slice(prefix.length);
    // Only names that were there at the start are looked up, so that no path leads elsewhere.
    const size = this.#sizes.get(file);
    if (size === undefined || !acceptsBrotli(request)) return false;
    for (const { key, value } of fixedSecurityHeaders) response.setHeader(key, value);
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-encoding': 'br',
      'content-length': size,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    if (request.method === 'HEAD') {
      response.end();
      return true;
    }
    const source = createReadStream(join(this.#folder, `${file}.br`));
    source.on('error', (error) => {
      log('error', 'a file could not be read', { cause: 'code' in error ? error.code : error.name });
      response.destroy();
    });
    response.on('close', () => source.destroy());
    source.pipe(response);
    return true;
  }
}

function acceptsBrotli(request: IncomingMessage): boolean {
  const accepted = String(request.headers['accept-encoding'] ?? '').split(',');
  return accepted.some((coding) => /^\s*br\s*(;\s*q=(1|0?\.\d*[1-9]\d*)\s*)?$/i.test(coding));
}
