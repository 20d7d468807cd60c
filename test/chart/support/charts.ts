import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { runHelm } from '../../constructs/support/helm';
import { type KubernetesObject } from './objects';
import { stack } from './stack';

/** Helm assumes a Kubernetes by its own build otherwise. */
const KUBERNETES = '1.34.0';

/** A folder for a file's tests: made before them, removed after them. */
export function testFolder(): string {
  const path = join(tmpdir(), `todo-chatbot-${randomUUID()}`);
  beforeAll(() => mkdirSync(path));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The same, with the chart in it, which is written once. */
export function chartFolder(): { readonly path: string; readonly chart: string } {
  const path = testFolder();
  const chart = join(path, 'todo-chatbot');
  beforeAll(() => {
    for (const [name, text] of stack.chartFiles()) {
      mkdirSync(dirname(join(chart, name)), { recursive: true });
      writeFileSync(join(chart, name), text);
    }
  });
  return { path, chart };
}

/** What `helm template` prints for an overlay's file. @throws with Helm's words when it refuses. */
export function helmTemplate(helm: string, chart: string, environment: string, overlay: string): string {
  const namespace = `chatbot-${environment}`;
  const args = ['-n', namespace, '-f', overlay, '--kube-version', KUBERNETES];
  return runHelm(helm, ['template', 'todo-chatbot', chart, ...args]);
}

const parsed = new Map<string, KubernetesObject>();

/**
 * The objects of what Helm printed, read as YAML 1.1, as Helm and kubectl do. Documents that were seen before are not
 * parsed again, which is most of the time that a test takes.
 */
export function objectsIn(text: string): KubernetesObject[] {
  return text
    .split(/^---$/m)
    .filter((document) => /^[^#\n]/m.test(document))
    .map((document) => {
      const known = parsed.get(document);
      if (known) return known;
      const object = parseOne(document);
      parsed.set(document, object);
      return object;
    });
}

function parseOne(text: string): KubernetesObject {
  const documents = parseAllDocuments(text, { version: '1.1' });
  const [document] = documents;
  if (!document || documents.length !== 1) throw new Error(`not one document: ${text}`);
  if (document.errors.length > 0) throw new Error(`${document.errors[0]!.message}\n${text}`);
  return document.toJS() as KubernetesObject;
}
