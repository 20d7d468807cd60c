import { kubectl, livingPods } from './cluster';

export interface LogLine {
  readonly container: string;
  readonly line: string;
}

/** Every line that the containers of all pods have written, those that run before the others included. */
export async function allLogs(namespace: string): Promise<LogLine[]> {
  const lines = (await livingPods(namespace)).flatMap(({ metadata, spec }) =>
    [...(spec.initContainers ?? []), ...spec.containers].map(async ({ name }) => {
      const text = await kubectl(['logs', '--namespace', namespace, metadata.name, '--container', name]);
      return text.split('\n').map((line) => ({ container: `${metadata.name}/${name}`, line }));
    }),
  );
  return (await Promise.all(lines)).flat();
}
