import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Json } from '../../../constructs/values';
import { toYaml } from '../../../constructs/values/yaml';
import { inFolder, runHelm } from './helm';

export interface JsonObject {
  [key: string]: Json;
}

/** The objects that `helm template` makes of a chart's files and an overlay. */
export function renderChart(
  helm: string,
  files: ReadonlyMap<string, string>,
  overlay: Json,
  name: string,
): JsonObject[] {
  return inFolder(new Map([...files, ['overlay.yaml', toYaml(overlay)]]), (folder) => {
    const text = runHelm(helm, [
      'template',
      name,
      folder,
      '-n',
      `${name}-dev`,
      '--kube-version',
      '1.34.0',
      '-f',
      join(folder, 'overlay.yaml'),
    ]);
    return parseAllDocuments(text).flatMap((document) => (document.contents ? [document.toJS() as JsonObject] : []));
  });
}
