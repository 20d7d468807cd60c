import { readFileSync } from 'node:fs';
import { linesOf } from '../../support/commands';
import { run } from './command';
import { NAMESPACE, OVERLAY, PACKAGE, helmProgram } from './release';

const GUIDE = 'dist/charts/todo-chatbot/README.md';

/** What stands in the chart's README, and what it is here. */
function here(word: string, namespace: string): string {
  if (word === 'helm') return helmProgram();
  if (word === 'chatbot') return namespace;
  if (word === 'my-values.yaml') return OVERLAY;
  // Helm 3 calls it by another name, as the README says.
  if (word === '--rollback-on-failure' && helmProgram().endsWith('3')) return '--atomic';
  return word.endsWith('.tgz') ? PACKAGE : word;
}

/**
 * Does what the chart's README says under a heading, on the tests' cluster; what it prints.
 * @param more values for its last command, e.g. `backend.replicas=2`
 * @param namespace where, in place of the README's
 * @throws when a command fails
 */
export async function follow(heading: string, more: readonly string[] = [], namespace = NAMESPACE): Promise<string> {
  const [, section = ''] = readFileSync(GUIDE, 'utf8').split(`\n## ${heading}\n`);
  const lines = linesOf(section.split('\n## ')[0]!);
  if (lines.length === 0) throw new Error(`${GUIDE} says no command under ${heading}`);
  const printed: string[] = [];
  for (const [index, line] of lines.entries()) {
    const [program, ...args] = line.split(/\s+/).map((word) => here(word, namespace));
    const set = index === lines.length - 1 ? more.flatMap((value) => ['--set', value]) : [];
    printed.push(await run(program!, [...args, ...set], { timeoutSeconds: 330 }));
  }
  return printed.join('\n');
}
