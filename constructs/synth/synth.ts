import { join } from 'node:path';
import { type App, Chart } from 'cdk8s';
import { type Json, defaultsOf, merged } from '../values';
import { toYaml } from '../values/yaml';
import { budgetOf, checkBudget } from './budget';
import { checkContainers } from './containers';
import { FOR_EDITORS, chartFiles } from './chart-files';
import { type AnyHelmChart, HelmChart } from './helm-chart';
import { NO_VALUES } from './manifest';
import { type PlainObject, checkFileNames, manifestFiles, plainObject, plainObjects } from './manifests';
import { type ChartObject, objectsOf } from './objects';
import { replaceFolder } from './output';
import { checkQuotas } from './quota';
import { type Overlay, readOverlays } from './overlays';
import { packageOf } from './package';
import type { ReportRow } from './report';
import { type NamedObject, type Twins, refuseTwins } from './twins';

/** Where synth reads and writes. */
export interface SynthOptions {
  /** Folder to write, replaced as a whole. @default - the folder that the cdk8s CLI asks for, or dist */
  readonly outdir?: string;
  /** Folder with `<chart>/values-<environment>.yaml`. @default helm */
  readonly overlays?: string;
}

/**
 * Writes an app: each Helm chart as `charts/<chart>/`, as a package, and as `manifests/<chart>/<environment>/` for each of
 * its overlays; each ordinary chart as `manifests/<chart>.yaml`. All of it or nothing.
 * @throws ChatbotError for a mistake that a person can mend; nothing has been written then.
 */
export function synth(app: App, options: SynthOptions = {}): ReportRow[] {
  const files = new Map<string, string | Buffer>();
  const rows: ReportRow[] = [];
  for (const chart of app.node.children) {
    if (!Chart.isChart(chart)) continue;
    if (HelmChart.isHelmChart(chart)) rows.push(...addHelmChart(chart, options.overlays ?? 'helm', files));
    else files.set(`manifests/${chart.node.id}.yaml`, ordinaryManifests(chart));
  }
  replaceFolder(options.outdir ?? process.env.CDK8S_OUTDIR ?? 'dist', files);
  return rows;
}

function checkNames(objects: readonly PlainObject[], where: string): void {
  const twins: Twins = new Map();
  for (const { file, json } of objects) refuseTwins(twins, json as unknown as NamedObject, `${where}: ${file}`);
}

// A chart without values: literals only, as stock cdk8s writes it.
function ordinaryManifests(chart: Chart): string {
  const documents = objectsOf(chart).map((object) => plainObject(object, NO_VALUES));
  return documents.flatMap((json) => (json ? [toYaml(json)] : [])).join('---\n');
}

/** A chart as both interpreters see it, without writing anything. */
export class SynthesizedChart {
  /** In the order of their construction. */
  readonly objects: readonly ChartObject[];
  /** The values when no overlay says anything. */
  readonly defaults: Json;

  constructor(readonly chart: AnyHelmChart) {
    this.objects = objectsOf(chart);
    checkFileNames(this.objects);
    this.defaults = defaultsOf(chart.declaration())!;
  }

  /** The plain objects of an overlay. The release is named after the chart. */
  plain({ environment, values }: Overlay): PlainObject[] {
    return plainObjects(this.chart, this.objects, {
      values: merged(this.defaults, values)!,
      releaseName: this.chart.node.id,
      namespace: this.chart.namespaceOf(environment),
    });
  }

  /** The files of the Helm chart, by path. */
  chartFiles(): Map<string, string> {
    return chartFiles(this.chart, this.objects);
  }
}

function packed(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].filter(([path]) => path !== FOR_EDITORS));
}

function addHelmChart(chart: AnyHelmChart, overlays: string, files: Map<string, string | Buffer>): ReportRow[] {
  const { id } = chart.node;
  const synthesized = new SynthesizedChart(chart);
  const inChart = synthesized.chartFiles();
  for (const [path, text] of inChart) files.set(`charts/${id}/${path}`, text);
  files.set(`charts/${id}-${chart.version}.tgz`, packageOf(id, packed(inChart)));
  return readOverlays(join(overlays, id), chart.declaration()).map((overlay) => {
    const plain = synthesized.plain(overlay);
    const manifests = manifestFiles(plain);
    for (const [name, text] of manifests) files.set(`manifests/${id}/${overlay.environment}/${name}`, text);
    const { environment } = overlay;
    const budget = budgetOf(plain);
    checkContainers(plain, `${chart.node.path}: ${environment}`);
    checkNames(plain, `${chart.node.path}: ${environment}`);
    checkQuotas(chart.node.path, environment, plain);
    checkBudget(chart.node.path, environment, budget, chart.budgets[environment]);
    return { chart: id, environment, files: manifests.size, objects: plain.length, budget };
  });
}
