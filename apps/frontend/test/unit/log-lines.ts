import type { TestContext } from 'node:test';

/** The log lines of this process from now until the test's end; what else goes to stdout is the test runner's. */
export function logLines(t: TestContext): string[] {
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout) as (...values: unknown[]) => boolean;
  t.mock.method(process.stdout, 'write', (...values: unknown[]) => {
    if (typeof values[0] !== 'string' || !values[0].startsWith('{"time"')) return write(...values);
    lines.push(values[0]);
    return true;
  });
  return lines;
}
