import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CHART = join(__dirname, '../../dist/charts/todo-chatbot');
const templates = readdirSync(CHART, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\/templates$/.test(entry.parentPath))
  .map((entry) => join(entry.parentPath, entry.name));
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

// The goal is 2,000. What is left are blocks that differ in a line or two: the Deployments and CronJobs of one another.
test('all templates of the umbrella together stay under 2,300 lines, and its helpers under 500', () => {
  const lines = templates.flatMap(linesOf).length;
  expect(lines).toBeGreaterThan(500);
  expect(lines).toBeLessThan(2300);
  expect(linesOf(join(CHART, 'templates/_helpers.tpl')).length).toBeLessThan(500);
});

test('what programs have alike is said once', () => {
  const helpers = linesOf(join(CHART, 'templates/_helpers.tpl'));
  for (const id of ['agent', 'backend', 'mcp', 'model']) {
    const service = linesOf(join(CHART, `charts/${id}/templates/service.yaml`));
    expect(service.join('\n')).toContain('include "todo-chatbot.service" . }}');
  }
  for (const name of ['metadata', 'image', 'pod', 'program', 'health'])
    expect(helpers.filter((line) => line === `{{- define "todo-chatbot.${name}" -}}`)).toHaveLength(1);
});

test('what is replaced in much stands in lines that one can read', () => {
  const lines = linesOf(join(CHART, 'templates/rules-prometheusrule.yaml')).filter((line) =>
    line.includes('| replace'),
  );
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(line.length).toBeLessThan(150);
});

test('templates ask as people do', () => {
  const lines = templates.flatMap(linesOf);
  expect(lines.filter((line) => /^\s*-$/.test(line))).toEqual([]);
  expect(lines.filter((line) => /kindIs "invalid"|\(eq \S+ ""\)|\{\{ else \}\}\{\{ end/.test(line))).toEqual([]);
  expect(lines.filter((line) => /image: .*(printf|ternary)/.test(line))).toEqual([]);
});
