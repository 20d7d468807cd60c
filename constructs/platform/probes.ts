import { type HandleOf, integer, merge, section, shared } from '../values';
import type { Container, Probe } from './kubernetes';

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

/** The three probes of a container. A start is asked every second; only a process that hangs for a minute is restarted. */
export function probes(
  { alive, ready, started = alive }: ProbeActions,
  { periodSeconds, timeoutSeconds, startupSeconds }: ProbeTimes,
): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const probe = (action: object, period: number, failureThreshold: number) =>
    merge<Probe>(
      action,
      shared('patience', { periodSeconds: period, timeoutSeconds, failureThreshold }, (told) => ({ ...told })),
    );
  return {
    startupProbe: probe(started, 1, startupSeconds),
    readinessProbe: probe(ready, periodSeconds, 2),
    livenessProbe: probe(alive, 10, 6),
  };
}
