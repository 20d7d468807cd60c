import type { App } from 'cdk8s';
import { ChatbotError } from '../values';
import { reportTable } from './report';
import { type SynthOptions, synth } from './synth';

/**
 * Synthesizes an app as a command: prints what was written and what to do next. A mistake that a person can mend is printed
 * without a stack trace, and the exit code is 1.
 */
export function runSynth(build: () => App, options: SynthOptions = {}): void {
  try {
    const rows = synth(build(), options);
    console.log(reportTable(rows));
    const first = rows[0];
    if (first)
      console.log(
        `\nNext: scripts/up ${first.environment}, or kubectl apply -f dist/manifests/${first.chart}/${first.environment}`,
      );
  } catch (error) {
    if (!(error instanceof ChatbotError)) throw error;
    console.error(`synth: ${error.message.split('\n').join('\nsynth: ')}`);
    console.error('Nothing was written: dist/ is as it was.');
    process.exitCode = 1;
  }
}
