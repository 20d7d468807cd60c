import assert from 'node:assert/strict';

import { startScriptedModel, type Step } from './scripted-model.ts';
import { last, say, startAgent, type Event, type Stack } from './stack.ts';

export interface Played {
  readonly events: readonly Event[];
  readonly requests: readonly Readonly<Record<string, unknown>>[];
  /** When they came: milliseconds. */
  readonly times: readonly number[];
  /** What /metrics shows after it. */
  readonly metrics: string;
  readonly lines: readonly string[];
}

type Play = (steps: readonly Step[], environment?: Readonly<Record<string, string>>) => Promise<Played>;

/** Plays scripts of the model's server against a real agent and mcp. */
export function player(stack: () => Stack): Play {
  return (steps, environment = {}) => play(stack(), steps, environment);
}

async function play(
  stack: Stack,
  steps: readonly Step[],
  environment: Readonly<Record<string, string>>,
): Promise<Played> {
  const model = await startScriptedModel(...steps);
  const lines: string[] = [];
  const settings = { MODEL_URL: model.url, MCP_URL: `${stack.mcp.url}/mcp`, ...environment };
  const agent = await startAgent(settings, (line) => void lines.push(line));
  try {
    const events = await say(agent.url, 'hello');
    const metrics = await (await fetch(`${agent.url}/metrics`)).text();
    return { events, requests: model.requests, times: model.times, metrics, lines };
  } finally {
    await agent.stop();
    await model.stop();
  }
}

/** The run ended with this code, in a plain sentence, and nothing of the other side's words is in it. */
export function endsWith(events: readonly Event[], code: string): void {
  const end = last(events);
  assert.equal(end?.name, 'error');
  assert.equal(end.data['code'], code);
  assert.match(String(end.data['message']), /^[A-Z][^{}]+\.$/);
  assert.doesNotMatch(JSON.stringify(events), /secret detail|127\.0\.0\.1|at .*\.ts/);
}
