import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CHART = join(__dirname, '../../dist/charts/todo-chatbot');
const templates = readdirSync(CHART, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\/templates$/.test(entry.parentPath))
  .map((entry) => join(entry.parentPath, entry.name));
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

test('all templates of the umbrella together stay under 2,000 lines, and its helpers under 500', () => {
  const lines = templates.flatMap(linesOf).length;
  expect(lines).toBeGreaterThan(500);
  expect(lines).toBeLessThan(2000);
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

test('what the programs read of the database is said once, and with it when its authority has a file', () => {
  const asks = templates.flatMap(linesOf).filter((line) => line.includes('externalDatabase.caSecret) (eq'));
  expect(asks).toHaveLength(3);
  for (const [file, count] of [
    ['backend/templates/deployment.yaml', 1],
    ['backend/templates/_helpers.tpl', 2],
    ['backup/templates/cronjob.yaml', 3],
    ['backup/templates/restore-cronjob.yaml', 3],
  ] as const) {
    const text = linesOf(join(CHART, 'charts', file)).join('\n');
    expect(text.match(/include "todo-chatbot\.database(Env|Volumes|VolumeMounts)" \./g)).toHaveLength(count);
  }
});

test('components that the notes name stand in a line each', () => {
  const helpers = linesOf(join(CHART, 'templates/_helpers.tpl'));
  const rows = helpers.slice(helpers.indexOf('{{- define "todo-chatbot.single" -}}') + 1).slice(0, 5);
  for (const [index, id] of ['frontend', 'backend', 'agent', 'mcp'].entries())
    expect(rows[index]).toMatch(
      new RegExp(`^\\{\\{- if and \\.Values\\.${id}\\.enabled .{1,150} }} ${id}\\{\\{ end }}$`),
    );
  expect(rows[4]).toBe('{{- end }}');
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
