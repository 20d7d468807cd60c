import { ProtocolError, ProtocolErrorCode, ResourceTemplate } from '@modelcontextprotocol/server';
import * as z from 'zod';

import { task, taskPage } from './task.ts';
import { failureText, type Registering, type Registration } from './tool.ts';

const mimeType = 'application/json';

/** The person's open tasks, the soonest due first, and each of their tasks by its id. */
export const taskResources: Registration = (server, registering) => {
  const { backend } = registering;
  server.registerResource(
    'open-tasks',
    'todo://tasks/open',
    { title: 'Open tasks', description: 'The open tasks, those due soonest first; 200 at most.', mimeType },
    (uri) =>
      read(uri, registering, () => backend.ask('GET', '/api/tasks?done=false&sort=due&order=asc&limit=200', taskPage)),
  );
  server.registerResource(
    'task',
    new ResourceTemplate('todo://tasks/{id}', { list: undefined }),
    { title: 'A task', description: 'One task by its id.', mimeType },
    (uri, { id }) =>
      read(uri, registering, async () => {
        const known = z.uuid().safeParse(id);
        if (!known.success) throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'The id of a task is a UUID.');
        return backend.ask('GET', `/api/tasks/${known.data}`, task);
      }),
  );
};

async function read(uri: URL, { log }: Registering, ask: () => Promise<object>) {
  try {
    return { contents: [{ uri: uri.href, mimeType, text: JSON.stringify(await ask()) }] };
  } catch (error) {
    if (error instanceof ProtocolError) throw error;
    throw new ProtocolError(ProtocolErrorCode.InternalError, failureText(error, log));
  }
}
