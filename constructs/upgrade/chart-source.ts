import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';
import { parse } from 'yaml';
import { ChatbotError, type Json } from '../values';
import { textAt } from './objects';

/** A chart as it stands in a folder. */
export interface ChartSource {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** `values.schema.json`; nothing where the chart has none. */
  readonly schema: Json | undefined;
  readonly defaults: Json;
}

/**
 * Runs something with a chart that is a folder or a package of `helm package`; a package is unpacked for as long.
 * @throws ChatbotError when there is none.
 */
export function withChart<T>(path: string, run: (chart: ChartSource) => T): T {
  if (!existsSync(path))
    throw new ChatbotError(`${path} is not there; expected a chart's folder or its package (.tgz)`);
  if (statSync(path).isDirectory()) return run(chartIn(path));
  const folder = mkdtempSync(join(tmpdir(), 'check-upgrade-'));
  try {
    return run(chartIn(unpacked(path, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpacked(path: string, folder: string): string {
  try {
    extract({ file: path, cwd: folder, sync: true, strict: true });
  } catch (error) {
    throw new ChatbotError(`${path} is not a chart's package (.tgz): ${(error as Error).message}`);
  }
  const names = readdirSync(folder);
  return names.length === 1 ? join(folder, names[0]!) : folder;
}

function chartIn(folder: string): ChartSource {
  const about = read(join(folder, 'Chart.yaml'));
  if (about === undefined) throw new ChatbotError(`${folder} is not a chart: there is no Chart.yaml in it`);
  return {
    folder,
    name: textAt(about, 'name'),
    version: textAt(about, 'version'),
    schema: read(join(folder, 'values.schema.json')),
    defaults: read(join(folder, 'values.yaml')) ?? {},
  };
}

function read(file: string): Json | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return (
      file.endsWith('.json') ? JSON.parse(readFileSync(file, 'utf8')) : parse(readFileSync(file, 'utf8'))
    ) as Json;
  } catch (error) {
    throw new ChatbotError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
