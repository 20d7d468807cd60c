import { readJson, type Handler } from '@todo-chatbot/service';

import { readFaults } from './fault.ts';
import type { Script } from './script.ts';

/** What tests direct a scripted model with. */
export function scriptRoutes(script: Script): Readonly<Record<string, Handler>> {
  return {
    'PUT /scripted/faults': async (request) => {
      script.setFaults(readFaults(await readJson(request)));
      return Response.json({ faults_left: script.faultsLeft });
    },
    'GET /scripted/journal': () => Response.json({ requests: script.journal, faults_left: script.faultsLeft }),
    'DELETE /scripted': () => {
      script.forget();
      return new Response(null, { status: 204 });
    },
  };
}
