import type { DiscoverResult } from '@modelcontextprotocol/client';
import * as z from 'zod';

import type { OfferedTool } from './offered-tool.ts';

/** What an MCP server has said of itself. */
export interface KnownServer {
  readonly discover: DiscoverResult;
  readonly tools: readonly OfferedTool[];
}

/** The longest time for which a server is taken at its word: milliseconds. */
const maxTtlMs = 300_000;

/** A server's word that something holds for everybody, and for how long. */
const publicHint = z.object({ cacheScope: z.literal('public'), ttlMs: z.number().positive() });

/**
 * Keeps what an MCP server says of itself from one run to the next, but only what it calls public, and only for as long as it says
 * so: what it told one person is no business of another's.
 */
export class KnownTools {
  #known: KnownServer | undefined;
  #until = 0;

  get(now = Date.now()): KnownServer | undefined {
    return now < this.#until ? this.#known : undefined;
  }

  /** @param list the answer that the tools came in */
  keep(discover: DiscoverResult | undefined, list: object, tools: readonly OfferedTool[], now = Date.now()): void {
    const hints = [discover, list].map((said) => publicHint.safeParse(said).data?.ttlMs ?? 0);
    if (discover === undefined) return;
    this.#known = { discover, tools };
    this.#until = now + Math.min(maxTtlMs, ...hints);
  }

  /** Something failed: the server may be another one by now. */
  forget(): void {
    this.#until = 0;
  }
}
