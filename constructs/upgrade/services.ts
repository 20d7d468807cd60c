import type { Json } from '../values';
import type { Finding } from './finding';
import { fromTo } from './in-words';
import { type KubernetesObject, at, isMap, kindOf, mapsAt, subjectOf, textAt } from './objects';

/** What callers of a Service would lose, and what Kubernetes refuses to change in it. */
export function serviceFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  if (kindOf(was) !== 'Service') return [];
  return [...typeFindings(was, is), ...addressFindings(was, is), ...portFindings(was, is)];
}

function typeFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const [old, fresh] = [was, is].map((service) => textAt(service, 'spec.type') || 'ClusterIP');
  if (old === fresh) return [];
  return [
    {
      subject: subjectOf(was),
      change: `its type changes from ${old!} to ${fresh!}`,
      reason: `Whoever reaches it by the address of a ${old!} no longer does, or it can be reached from where it could not.`,
      advice: 'Leave the default as it was, and let people choose the other type by a value.',
    },
  ];
}

function addressFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const found: Finding[] = [];
  const [oldIp, freshIp] = [was, is].map((service) => textAt(service, 'spec.clusterIP'));
  // Left out, it is chosen once and kept.
  if (oldIp !== freshIp && (oldIp === 'None' || freshIp !== '')) {
    found.push(
      immutable(
        was,
        `spec.clusterIP changes from ${oldIp || 'one that is chosen'} to ${freshIp || 'one that is chosen'}`,
      ),
    );
  }
  const [oldFamily, freshFamily] = [was, is].map((service) => firstOf(at(service, 'spec.ipFamilies')));
  if (oldFamily !== undefined && freshFamily !== undefined && oldFamily !== freshFamily) {
    found.push(immutable(was, `its first IP family changes from ${oldFamily} to ${freshFamily}`));
  }
  return found;
}

function firstOf(list: Json | undefined): string | undefined {
  const first = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

function immutable(service: KubernetesObject, change: string): Finding {
  return {
    subject: subjectOf(service),
    change,
    reason: 'Kubernetes refuses the upgrade: the address of a Service is chosen once.',
    advice: 'Leave it as it was, or make a second Service with another name.',
  };
}

function portFindings(was: KubernetesObject, is: KubernetesObject): Finding[] {
  const fresh = new Map(mapsAt(is, 'spec.ports').map((port) => [textAt(port, 'name'), port]));
  return mapsAt(was, 'spec.ports').flatMap((port) => {
    const name = textAt(port, 'name');
    const now = fresh.get(name);
    const changes = now ? changesOfPort(port, now) : ['is gone'];
    return changes.map((change) => ({
      subject: subjectOf(was),
      change: `port ${name ? `"${name}"` : textAt(port, 'port')} ${change}`,
      reason: 'Whoever calls it by this port, or names it in a monitor, an Ingress or a policy, no longer reaches it.',
      advice: 'Keep the port beside the new one until a version that announces its end.',
    }));
  });
}

const PORT_DEFAULTS: Readonly<Record<string, string>> = { protocol: 'TCP' };

// The port of the container behind it is nobody's business but the Service's.
function changesOfPort(was: Json, is: Json): string[] {
  return ['port', 'protocol', 'nodePort'].flatMap((key) => {
    const [old, fresh] = [was, is].map((port) => textAt(port, key) || PORT_DEFAULTS[key] || '');
    if (old === fresh || old === '') return [];
    return [`changes its ${key} from ${old!} to ${fresh! || 'one that is chosen'}`];
  });
}

/** Services that would find none of the pods that are there, so that nobody answers until new ones are ready. */
export function lostPods(old: readonly KubernetesObject[], was: KubernetesObject, is: KubernetesObject): Finding[] {
  if (kindOf(was) !== 'Service') return [];
  const [before, after] = [was, is].map((service) => at(service, 'spec.selector'));
  const pods = old.map((object) => at(object, 'spec.template.metadata.labels')).filter(isMap);
  const chosen = pods.filter((labels) => chooses(before, labels));
  if (chosen.length === 0 || chosen.some((labels) => chooses(after, labels))) return [];
  return [
    {
      subject: subjectOf(was),
      change: `its selector changes ${fromTo(before, after)}`,
      reason: 'None of the pods that run before the upgrade has these labels: nobody answers until new ones are ready.',
      advice: 'Choose by labels that the old pods have too; first add a label to pods, select by it one version later.',
    },
  ];
}

function chooses(selector: Json | undefined, labels: { [key: string]: Json }): boolean {
  if (!isMap(selector) || Object.keys(selector).length === 0) return false;
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
