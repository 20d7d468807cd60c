import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for this many milliseconds, or until they are 0. */
export async function pause(milliseconds: () => number): Promise<void> {
  const began = Date.now();
  while (milliseconds() > 0) {
    const rest = began + milliseconds() - Date.now();
    if (rest <= 0) return;
    await sleep(Math.min(rest, 20));
  }
}

export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

export function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': 'backend=secret' });
  response.end(JSON.stringify(body));
}

export function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: 'Error', status, detail, request_id: 'stand-in' }));
}
