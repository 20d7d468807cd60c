import { ChatbotError } from '../values';
import type { PlainObject } from './manifests';
import { parseQuantity } from './quantity';

interface Container {
  readonly name: string;
  readonly resources?: { readonly [kind in 'requests' | 'limits']?: Readonly<Record<string, string>> };
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

interface Pod {
  readonly initContainers?: readonly Container[];
  readonly containers?: readonly Container[];
}

type Tree = { readonly [key: string]: Tree } | undefined;

/**
 * @throws ChatbotError when a container asks for more than it may take, which Kubernetes would refuse, or when two ports of a
 * pod are one, where the second program would not start.
 */
export function checkContainers(objects: readonly PlainObject[], environment: string): void {
  for (const { json } of objects) {
    const spec = (json as Tree)?.spec;
    const pod = ((spec?.jobTemplate?.spec ?? spec)?.template?.spec ?? {}) as Pod;
    const problem = aboveLimit(pod) ?? portTwice(pod);
    const { name } = json.metadata as { readonly name: string };
    if (problem) throw new ChatbotError(`${environment}: ${json.kind as string} ${name}: ${problem}`);
  }
}

function aboveLimit({ initContainers = [], containers = [] }: Pod): string | undefined {
  for (const { name, resources: { requests = {}, limits = {} } = {} } of [...initContainers, ...containers]) {
    const above = Object.keys(requests).find(
      (what) => limits[what] !== undefined && parseQuantity(requests[what]!) > parseQuantity(limits[what]),
    );
    if (above)
      return (
        `the container ${name} requests ${requests[above]!} of ${above}, more than its limit, ${limits[above]!}; ` +
        'raise the limit or lower the request'
      );
  }
  return undefined;
}

function portTwice({ containers = [] }: Pod): string | undefined {
  const known = new Map<string, string>();
  for (const { name: container, ports = [] } of containers) {
    for (const { name, containerPort, protocol = 'TCP' } of ports) {
      const place = `${container}${name === undefined ? '' : `/${name}`}`;
      const other = known.get(`${containerPort}/${protocol}`);
      if (other) return `the ports ${other} and ${place} are both ${containerPort}; give one of them another number`;
      known.set(`${containerPort}/${protocol}`, place);
    }
  }
  return undefined;
}
