import assert from 'node:assert/strict';

/** A request that the model got. */
export interface Asked {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools: readonly string[];
  readonly fault: string | null;
  readonly chunks_sent: number;
  readonly state: 'running' | 'done' | 'broken';
  /** Milliseconds since 1970. */
  readonly began_ms: number;
  readonly first_chunk_ms: number | null;
  readonly ended_ms: number | null;
}

/** Directs the scripted model. */
export class Script {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** What the next requests get, in place of what waits: see docs/api/model.md. */
  async faults(...faults: readonly object[]): Promise<void> {
    const response = await fetch(`${this.#url}/scripted/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    assert.equal(response.status, 200, await response.text());
  }

  async journal(): Promise<readonly Asked[]> {
    const response = await fetch(`${this.#url}/scripted/journal`);
    return ((await response.json()) as { requests: Asked[] }).requests;
  }

  async forget(): Promise<void> {
    assert.equal((await fetch(`${this.#url}/scripted`, { method: 'DELETE' })).status, 204);
  }
}
