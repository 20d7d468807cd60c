import type { HelmChart } from '../synth';
import { add, and, choose, differs, equals, integer, number, section, text } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import type { OllamaComponent } from './ollama';
import { addProgram } from './todo-component';

const price = (what: string) =>
  number({ description: `Price of a million tokens ${what}, in USD`, default: 0, maximum: 10_000 });

/** What the agent can be told. */
export const agentValues = {
  runs: section('Bounds of one answer, and how many run at once', {
    maxTurns: integer({ description: 'Turns of the model', default: 8, minimum: 1, maximum: 50 }),
    maxTokens: integer({
      description: 'Tokens of all turns together, in and out',
      default: 100_000,
      minimum: 1_000,
      maximum: 10_000_000,
    }),
    maxCostUsd: number({ description: 'Cost in USD, by the prices below; 0 for no bound', default: 0, maximum: 1_000 }),
    inputPrice: price('that go in'),
    outputPrice: price('that come out'),
    maxConcurrent: integer({
      description: 'Answers that one pod works on at once; more are asked to come again',
      default: 64,
      minimum: 1,
      maximum: 1_000,
    }),
  }),
};

/** The agent: the loop of model and tools, and the only one with the model's key and the way out. */
export function addAgent(
  chart: HelmChart,
  globals: TodoGlobals,
  models: { readonly offline: Component; readonly ollama: OllamaComponent },
  secretName: string,
): Component<typeof agentValues> {
  const { model, longestAnswerSeconds } = globals;
  const among = <T extends string | number>(offline: T, ollama: T, external: T) =>
    choose(equals(model.mode, 'offline'), offline, choose(equals(model.mode, 'ollama'), ollama, external));
  return addProgram(chart, globals, 'agent', {
    description: 'The agent: the loop of model and tools',
    values: agentValues,
    program: ({ runs }) => ({
      environment: {
        MODEL_URL: among(`${models.offline.service.url}/v1`, models.ollama.ollama.url, model.url),
        MODEL_NAME: among('offline-rules', model.ollamaName, model.name),
        // Before the backend gives up, so that the person hears what took so long.
        RUN_TIMEOUT_SECONDS: text(add(longestAnswerSeconds, -5)),
        MAX_TURNS: text(runs.maxTurns),
        MAX_TOKENS: text(runs.maxTokens),
        MAX_COST_USD: text(runs.maxCostUsd),
        MODEL_INPUT_PRICE: text(runs.inputPrice),
        MODEL_OUTPUT_PRICE: text(runs.outputPrice),
        MAX_RUNS: text(runs.maxConcurrent),
      },
      secrets: [
        { secretName, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
        {
          secretName: model.apiKeySecret,
          key: 'api-key',
          variable: 'MODEL_API_KEY_FILE',
          when: and(equals(model.mode, 'external'), differs(model.apiKeySecret, '')),
        },
      ],
    }),
  });
}
