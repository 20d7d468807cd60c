import {
  readListenSettings,
  type Handler,
  type ListenSettings,
  type ServiceOptions,
  type SettingsReader,
} from '@todo-chatbot/service';

import { chatHandler, modelName } from './answer.ts';
import { scriptRoutes } from './scripted/routes.ts';
import { Script } from './scripted/script.ts';
import { ollama } from './wire/ollama.ts';
import { openAi } from './wire/openai.ts';

export interface ModelSettings extends ListenSettings {
  /** Pause between streamed chunks, in milliseconds. @default 15 */
  readonly tokenDelayMs: number;
  /** Whether tests may direct its faults and read its requests. @default false */
  readonly scripted: boolean;
}

export function readModelSettings(reader: SettingsReader): ModelSettings {
  return {
    ...readListenSettings(reader, 8300),
    tokenDelayMs: reader.integer('TOKEN_DELAY_MS', { fallback: 15, min: 0, max: 60_000 }),
    scripted: reader.choice('SCRIPTED', { fallback: 'false', of: ['true', 'false'] }) === 'true',
  };
}

export function modelService(settings: ModelSettings): ServiceOptions {
  const script = settings.scripted ? new Script() : undefined;
  const options = { tokenDelayMs: settings.tokenDelayMs, script };
  return {
    name: 'model',
    settings,
    maxBodyBytes: 8 * 1_048_576,
    routes: {
      ...lists,
      [openAi.route]: chatHandler(openAi, options),
      [ollama.route]: chatHandler(ollama, options),
      ...(script === undefined ? {} : scriptRoutes(script)),
    },
  };
}

const openAiCard = { id: modelName, object: 'model', created: 0, owned_by: 'todo-chatbot' };
const ollamaCard = {
  name: `${modelName}:latest`,
  model: `${modelName}:latest`,
  modified_at: '1970-01-01T00:00:00Z',
  size: 0,
  digest: '0'.repeat(64),
  details: {
    parent_model: '',
    format: 'rules',
    family: 'rules',
    families: ['rules'],
    parameter_size: '0',
    quantization_level: 'none',
  },
};

const lists: Readonly<Record<string, Handler>> = {
  'GET /v1/models': () => Response.json({ object: 'list', data: [openAiCard] }),
  'GET /api/tags': () => Response.json({ models: [ollamaCard] }),
  // What clients compare with the version that they need.
  'GET /api/version': () => Response.json({ version: '0.12.0' }),
};
