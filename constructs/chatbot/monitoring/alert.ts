import type { Alert } from '../../platform';

/** An alert whose section of the runbook has its name: GitHub's address of a heading is the heading in lower case. */
export function alert(name: `Todo${string}`, rest: Omit<Alert, 'alert' | 'runbook'>): Alert {
  return { alert: name, runbook: name.toLowerCase(), ...rest };
}

/** A share in percent, as Prometheus writes it into an annotation. */
export const PERCENT = '{{ $value | humanizePercentage }}';
/** Seconds, minutes, hours or days, as Prometheus writes them into an annotation. */
export const DURATION = '{{ $value | humanizeDuration }}';
