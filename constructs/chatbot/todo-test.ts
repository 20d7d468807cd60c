import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HelmTest, type HelmTestProps } from '../platform';
import { type HelmChart, conditionOf } from '../synth';
import { type HandleOf, add, and, boolean, choose, equals, not, or, section, text, when } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';

/** What `helm test` can be told. */
export const testsValues = section('What helm test does', {
  externalModel: boolean({
    description: 'Whether it says something to an external model too, which costs money',
    default: false,
  }),
});

/** The components that `helm test` asks whether they are ready. */
interface TestedStack {
  readonly global: TodoGlobals;
  readonly components: readonly Component[];
}

const SCRIPT = 'try-chatbot.mjs';
const TASK = 'try helm test';

/** Adds what `helm test` runs: the health of each program, and what a person does first. */
export function addTest(
  chart: HelmChart,
  { global, components }: TestedStack,
  tests: HandleOf<typeof testsValues>,
  node: Pick<HelmTestProps, 'image' | 'imagePullPolicy' | 'imagePullSecrets' | 'resources'>,
): void {
  const { mode } = global.model;
  const isOffline = equals(mode, 'offline');
  new HelmTest(chart, 'helm-test', {
    ...node,
    interpreter: ['node'],
    script: { file: SCRIPT, text: readFileSync(join(__dirname, SCRIPT), 'utf8') },
    args: components.map(({ enabled, node: { id }, service }) =>
      when(and(enabled, conditionOf(service)), `${id}=${service.url}`),
    ),
    environment: {
      SAYS: choose(or(not(equals(mode, 'external')), tests.externalModel), `add ${TASK}`, ''),
      // Only the offline model always does what it is told.
      EXPECTS: choose(isOffline, TASK, ''),
      ANSWER_SECONDS: text(global.longestAnswerSeconds),
    },
    activeDeadlineSeconds: add(global.longestAnswerSeconds, 120),
  });
}
