import {
  readListenSettings,
  type Handler,
  type ListenSettings,
  type ServiceOptions,
  type SettingsReader,
} from '@todo-chatbot/service';

import { chatHandler, modelName } from './answer.ts';
import { Library } from './library/library.ts';
import { libraryRoutes } from './library/routes.ts';
import { scriptRoutes } from './scripted/routes.ts';
import { Script } from './scripted/script.ts';
import { modelCard } from './wire/model-card.ts';
import { ollama } from './wire/ollama.ts';
import { openAi } from './wire/openai.ts';

export interface ModelSettings extends ListenSettings {
  /** Pause between streamed chunks, in milliseconds. @default 15 */
  readonly tokenDelayMs: number;
  /** Whether tests may direct its faults and read its requests. @default false */
  readonly scripted: boolean;
  /** Folder of the models that were pulled, for what stands in for Ollama as a whole. @default - none: there is one model, always */
  readonly library: string | undefined;
  /** Pause between two lines of a pull, and before a model is loaded, in milliseconds. @default 100 */
  readonly pullDelayMs: number;
}

export function readModelSettings(reader: SettingsReader): ModelSettings {
  return {
    ...readListenSettings(reader, 8300),
    tokenDelayMs: reader.integer('TOKEN_DELAY_MS', { fallback: 15, min: 0, max: 60_000 }),
    scripted: reader.choice('SCRIPTED', { fallback: 'false', of: ['true', 'false'] }) === 'true',
    library: reader.text('OLLAMA_MODELS', '') || undefined,
    pullDelayMs: reader.integer('PULL_DELAY_MS', { fallback: 100, min: 0, max: 60_000 }),
  };
}

export function modelService(settings: ModelSettings): ServiceOptions {
  const script = settings.scripted ? new Script() : undefined;
  const library = settings.library === undefined ? undefined : new Library(settings.library);
  const isHere = library && ((model: string) => library.has(model));
  const options = { tokenDelayMs: settings.tokenDelayMs, script, isHere };
  return {
    name: 'model',
    settings,
    maxBodyBytes: 8 * 1_048_576,
    routes: {
      ...lists,
      ...(library === undefined ? {} : libraryRoutes(library, settings.pullDelayMs)),
      [openAi.route]: chatHandler(openAi, options),
      [ollama.route]: chatHandler(ollama, options),
      ...(script === undefined ? {} : scriptRoutes(script)),
    },
  };
}

const openAiCard = { id: modelName, object: 'model', created: 0, owned_by: 'todo-chatbot' };
const lists: Readonly<Record<string, Handler>> = {
  'GET /v1/models': () => Response.json({ object: 'list', data: [openAiCard] }),
  'GET /api/tags': () => Response.json({ models: [modelCard(`${modelName}:latest`)] }),
  // What clients compare with the version that they need.
  'GET /api/version': () => Response.json({ version: '0.12.0' }),
};
