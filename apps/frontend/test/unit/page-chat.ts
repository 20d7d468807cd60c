import type { TestContext } from 'node:test';
import { chatApi } from '../../client/chat-api.ts';
import { ChatSession } from '../../client/chat-session.ts';
import type { ConversationState } from '../../client/conversation.ts';
import { StandInBackend } from '../backend/stand-in.ts';

const realFetch = globalThis.fetch;

/** A page's chat before the stand-in backend, without a browser: the way through the frontend is skipped. */
export async function chat(t: TestContext) {
  const backend = new StandInBackend();
  backend.tokenDelayMs = 5;
  const address = await backend.listen();
  const owner = 'ann';
  const { access_token: token } = backend.sessions.begin(owner) as { access_token: string };
  const sent: { path: string; headers: Headers }[] = [];
  const network = { online: () => true, watch: () => () => undefined };
  /** Requests that fail before they reach the backend. */
  const line = { dead: 0 };
  t.mock.method(globalThis, 'fetch', async (path: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    sent.push({ path, headers });
    if (line.dead-- > 0) throw new TypeError('Failed to fetch');
    headers.set('authorization', `Bearer ${token}`);
    return realFetch(address + path.replace('/api/backend', '/api'), { ...init, headers });
  });
  const told: string[] = [];
  const page = (told: string[]) => {
    const session = new ChatSession(chatApi, network, () => ({
      onTool: () => void told.push('tool'),
      onTurn: () => void told.push('turn'),
      onBegun: () => void told.push('begun'),
      onExpired: (unsent) => void told.push(`expired ${unsent}`),
    }));
    t.after(() => session.leave());
    return session;
  };
  const session = page(told);
  t.after(() => backend.close());
  const last = () => session.store.get().messages.at(-1);
  const until = (holds: (state: ConversationState) => boolean) => reached(session, holds);
  const end = () => until(({ messages }) => messages.at(-1)?.state !== 'streaming');
  const paths = () => sent.map(({ path }) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID'));
  return { backend, owner, page, session, sent, paths, line, network, told, last, until, end };
}

export async function reached(session: ChatSession, holds: (state: ConversationState) => boolean): Promise<void> {
  const { store } = session;
  if (holds(store.get())) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const unwatch = store.watch(() => holds(store.get()) && resolve());
  await promise;
  unwatch();
}
