// Reads `kubectl get pods -o json` and prints a line for each pod that is as it should be and for each container
// that is not: pod, age in seconds, container, reason, message, separated by tabs; "-" where there is nothing to say.
// Pods that are being deleted, have done their work, or are kept by a Job that failed for their logs are left out.
import { text } from 'node:stream/consumers';

/** Why a container waits or ended. */
function reasonOf({ state = {}, lastState = {} }) {
  const { waiting, terminated } = state;
  if (waiting) {
    const { reason, exitCode } = lastState.terminated ?? {};
    return [waiting.reason, waiting.message ?? (reason ? `ended before: ${reason}, exit code ${exitCode}` : '-')];
  }
  if (terminated) return [terminated.reason, terminated.message ?? `exit code ${terminated.exitCode}`];
  return ['NotReady', 'it runs, but its probes do not succeed'];
}

const isFine = (container) => container.ready || container.state?.terminated?.exitCode === 0;

function describe({ spec, status }) {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  if (all.length === 0) {
    const cause = (status.conditions ?? []).find((condition) => condition.status === 'False');
    return [[spec.containers[0].name, cause?.reason ?? status.phase, cause?.message ?? '-']];
  }
  const bad = all.filter((container) => !isFine(container));
  if (bad.length === 0) return [['-', 'Ready', '-']];
  return bad.map((container) => [container.name, ...reasonOf(container)]);
}

const isKeptForLogs = ({ metadata, status }) =>
  status.phase === 'Failed' && metadata.ownerReferences?.some(({ kind }) => kind === 'Job');

const ageOf = ({ metadata }) => Math.round((Date.now() - Date.parse(metadata.creationTimestamp)) / 1000);

for (const pod of JSON.parse(await text(process.stdin)).items) {
  if (pod.metadata.deletionTimestamp || pod.status.phase === 'Succeeded' || isKeptForLogs(pod)) continue;
  for (const parts of describe(pod)) {
    console.log([pod.metadata.name, ageOf(pod), ...parts].map((part) => String(part).replace(/\s+/g, ' ')).join('\t'));
  }
}
