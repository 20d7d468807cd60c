import { type HandleOf, integer, section } from '../values';
import type { Identity } from './identity';
import type { Container } from './kubernetes';

/** How often a workload is asked, and how long it may take. */
export const probeValues = section(
  'Probes: startup until it answers once, readiness for traffic, liveness to restart',
  {
    periodSeconds: integer({
      description: 'Seconds between two readiness probes',
      default: 5,
      minimum: 1,
      maximum: 300,
    }),
    timeoutSeconds: integer({ description: 'Seconds that an answer may take', default: 3, minimum: 1, maximum: 60 }),
    startupSeconds: integer({ description: 'Seconds that a start may take', default: 60, minimum: 5, maximum: 3600 }),
  },
);

export type ProbeTimes = HandleOf<typeof probeValues>;

interface ProbeActions {
  /** Alive: answers without asking anybody. */
  readonly alive: object;
  /** Ready: its dependencies are there. */
  readonly ready: object;
  /** Started: what makes the other two probes begin. @default - it is alive */
  readonly started?: object;
}

/**
 * The three probes of a container. A start is asked every second; only a process that hangs for a minute is restarted.
 * @param helper makes them named templates, for probes that several workloads have
 */
export function probes(
  { alive, ready, started = alive }: ProbeActions,
  times: ProbeTimes,
  helper: Identity['helper'] = (_, part) => part,
): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  return {
    startupProbe: helper('startupProbe', {
      ...started,
      periodSeconds: 1,
      timeoutSeconds: times.timeoutSeconds,
      failureThreshold: times.startupSeconds,
    }),
    readinessProbe: helper('readinessProbe', {
      ...ready,
      periodSeconds: times.periodSeconds,
      timeoutSeconds: times.timeoutSeconds,
      failureThreshold: 2,
    }),
    livenessProbe: helper('livenessProbe', {
      ...alive,
      periodSeconds: 10,
      timeoutSeconds: times.timeoutSeconds,
      failureThreshold: 6,
    }),
  };
}
