import { setTimeout as pause } from 'node:timers/promises';

import { readJson, type Handler } from '@todo-chatbot/service';

import { ChatError } from '../chat.ts';
import { fields, text } from '../wire/fields.ts';
import { modelCard } from '../wire/model-card.ts';
import { jsonLines } from '../wire/ollama.ts';
import { fullName, type Library } from './library.ts';

/** What a registry would send. */
const LAYER = { digest: `sha256:${'0'.repeat(64)}`, total: 100_000_000 };
const STEPS = 20;

/**
 * Ollama's API around a chat: pull, show, load, and what is there and in memory. A name with "missing" in it is in no registry.
 * @param paceMs pause between two lines of a pull, and before a model is loaded
 */
export function libraryRoutes(library: Library, paceMs: number): Readonly<Record<string, Handler>> {
  const named = (work: (name: string, request: Request) => Response | Promise<Response>): Handler => {
    return async (request) => {
      try {
        return await work(text(fields(await readJson(request), 'body')['model'], 'model'), request);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        return Response.json({ error: error.message }, { status: error.status });
      }
    };
  };
  const known = (work: (name: string) => Response | Promise<Response>) =>
    named((name) => {
      if (library.has(name)) return work(name);
      throw new ChatError(404, `model '${name}' not found`);
    });
  const cards = (names: readonly string[]) => Response.json({ models: names.map(modelCard) });
  return {
    'GET /api/tags': () => cards(library.names),
    'GET /api/ps': () => cards(library.loaded),
    'POST /api/show': known((name) => Response.json({ details: modelCard(fullName(name)).details })),
    'POST /api/generate': known(async (name) => {
      await pause(paceMs);
      library.load(name);
      return Response.json({ model: name, response: '', done: true, done_reason: 'load' });
    }),
    'POST /api/pull': named((name, { signal }) => jsonLines(pull(library, name, paceMs, signal))),
  };
}

async function* pull(
  library: Library,
  name: string,
  paceMs: number,
  signal: AbortSignal,
): AsyncGenerator<object, void> {
  yield { status: 'pulling manifest' };
  if (name.includes('missing')) {
    yield { error: 'pull model manifest: file does not exist' };
    return;
  }
  const status = `pulling ${LAYER.digest.slice(7, 19)}`;
  for (let step = 0; step <= STEPS; step++) {
    await pause(paceMs, undefined, { signal });
    yield { status, ...LAYER, completed: (LAYER.total / STEPS) * step };
  }
  library.keep(name);
  yield { status: 'success' };
}
