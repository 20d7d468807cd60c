import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the README of the Todo Chatbot's chart tells those who install it. */
export function todoGuide(version: string): string {
  return readFileSync(join(__dirname, 'guide.md'), 'utf8').replaceAll('VERSION', version);
}
