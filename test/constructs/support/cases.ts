import { App } from 'cdk8s';
import { ChartContext } from '../../../constructs/synth/chart-context';
import { HelmChart } from '../../../constructs/synth/helm-chart';
import { plainObjects } from '../../../constructs/synth/manifests';
import { writeTemplate } from '../../../constructs/synth/template';
import { type Fields, type HandleOf, type Json, type SectionDeclaration, section } from '../../../constructs/values';
import { toYaml } from '../../../constructs/values/yaml';
import { inFolder, runHelm } from './helm';

/** Content that both interpreters read with the same values. */
export interface Case<D extends SectionDeclaration> {
  readonly values: Json;
  readonly content: (values: HandleOf<D>) => unknown;
}

/** What each interpreter makes of a case. */
export interface Outcome {
  readonly plain: Json;
  readonly helm: Json;
  readonly template: string;
}

const ENVIRONMENT = { releaseName: 'cases', namespace: 'chatbot-test' };

/** Many cases in one run of Helm: each is a named template, and Go's own parser reads what it renders. */
export function outcomesOf<D extends SectionDeclaration>(
  helm: string,
  declaration: D,
  cases: readonly Case<D>[],
): Outcome[] {
  const fields = Object.fromEntries(cases.map((_, index) => [`c${index}`, declaration]));
  const chart: HelmChart = new HelmChart(new App(), 'cases', {
    version: '1.2.3',
    description: 'Cases',
    values: section('Values of all cases', fields as Fields),
  });
  const values = Object.fromEntries(cases.map((one, index) => [`c${index}`, one.values])) as Json;
  const context = new ChartContext(chart, undefined, new Set());
  const contents = cases.map((one, index) => ({
    kind: 'Case',
    content: one.content((chart.values as Record<string, HandleOf<D>>)[`c${index}`]!),
  }));
  const templates = contents.map((content) => writeTemplate(content, context));
  const rendered = render(helm, values, templates, [...context.helpers.values()]);
  return contents.map((content, index) => {
    const object = { content, path: '', subchart: undefined, file: 'case', condition: true, hook: undefined } as const;
    const [plain] = plainObjects(chart, [{ ...object, output: 'both' }], { values, ...ENVIRONMENT });
    return { plain: plain!.json, helm: rendered[index]!, template: templates[index]! };
  });
}

function render(helm: string, values: Json, templates: readonly string[], helpers: readonly string[]): Json[] {
  const defined = templates.map((text, index) => `{{- define "case${index}" -}}\n${text}{{ end }}\n`);
  const asked = templates.map((_, index) => `c${index}: {{ include "case${index}" . | fromYaml | toJson | b64enc }}\n`);
  const files = new Map([
    ['Chart.yaml', 'apiVersion: v2\nname: cases\nversion: 1.2.3\nappVersion: 1.2.3\n'],
    ['values.yaml', toYaml(values)],
    ['templates/_helpers.tpl', [...helpers, ...defined].join('\n')],
    ['templates/cases.yaml', asked.join('')],
  ]);
  const text = inFolder(files, (folder) =>
    runHelm(helm, ['template', ENVIRONMENT.releaseName, folder, '-n', ENVIRONMENT.namespace]),
  );
  return [...text.matchAll(/^c\d+: (\S+)$/gm)].map(
    (match) => JSON.parse(Buffer.from(match[1]!, 'base64').toString()) as Json,
  );
}
