import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import { ChatbotError, type Json, type SectionDeclaration, problemsOf } from '../values';

/** An overlay file that was read and found right. */
export interface Overlay {
  /** From the file's name: `values-<environment>.yaml`. */
  readonly environment: string;
  /** What it says, without the defaults. */
  readonly values: Json;
}

/** The overlays of a chart in a folder: each `values-<environment>.yaml` is an environment. */
export function readOverlays(folder: string, declaration: SectionDeclaration): Overlay[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).sort();
  return names.flatMap((name) => {
    const environment = /^values-([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.yaml$/.exec(name)?.[1];
    if (!environment) return [];
    const file = join(folder, name);
    return [{ environment, values: parseOverlay(readFileSync(file, 'utf8'), file, declaration) }];
  });
}

/**
 * Reads an overlay as Helm does, and more strictly.
 * @throws with the file, the line, the path and what was expected, one line a problem.
 */
export function parseOverlay(text: string, file: string, declaration: SectionDeclaration): Json {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: true });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    throw new ChatbotError(
      `${file}:${line}:${col}: not YAML: ${error.message.split('\n')[0]!.replace(/ at line .*$/, '')}`,
    );
  }
  const values = plainOf(document, file);
  checkVersions(text, values, file);
  const problems = problemsOf(declaration, values);
  if (problems.length === 0) return values;
  const lines = problems.map(
    ({ path, message }) => `${file}:${lineOf(document, path, lineCounter)}: ${path || 'the file'}: ${message}`,
  );
  throw new ChatbotError(lines.join('\n'));
}

function plainOf(document: Document, file: string): Json {
  try {
    return (document.toJS() ?? {}) as Json;
  } catch (error) {
    // An alias without an anchor, or one that grows without end.
    throw new ChatbotError(`${file}: not YAML: ${(error as Error).message}`);
  }
}

// Helm's parser is YAML 1.1 for words such as `on`: what the two versions read differently has to be quoted.
function checkVersions(text: string, values: Json, file: string): void {
  const old = plainOf(parseDocument(text, { version: '1.1', merge: true }), file);
  const path = difference(values, old, '');
  if (path === undefined) return;
  if (path.split('.').includes('<<')) {
    throw new ChatbotError(`${file}: ${path}: merge keys are not part of YAML 1.2; write the values out`);
  }
  throw new ChatbotError(`${file}: ${path}: YAML 1.1 and YAML 1.2 read this value differently; put it in quotes`);
}

function difference(a: Json | undefined, b: Json | undefined, path: string): string | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return path;
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = [a, b].map((one) => (one as { [key: string]: Json })[key]);
    const found = difference(inner[0], inner[1], path ? `${path}.${key}` : key);
    if (found !== undefined) return found;
  }
  return path;
}

function lineOf(document: Document, path: string, lines: LineCounter): number {
  const keys = path
    .split(/\.|\[(\d+)\]/)
    .filter(Boolean)
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  for (let depth = keys.length; depth > 0; depth--) {
    const node = document.getIn(keys.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
