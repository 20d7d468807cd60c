import { useCallback, useRef, useState } from 'react';
import type { ChatSession } from './chat-session.ts';
import { ApiError } from './request.ts';

/** How far a conversation is that is opened: `gone` when there is none (any more), `failed` for all other reasons. */
export type Opening = 'busy' | 'done' | 'failed' | 'gone';

type Find = () => Promise<string | undefined>;

/** Opens conversations. Where another one is asked for meanwhile, the one before has no say any more. */
export function useOpening(session: ChatSession, onExpired: () => void) {
  const [opening, setOpening] = useState<Opening>('busy');
  const latest = useRef<Find>(undefined);
  /** @param find which one; none is an empty one */
  const open = useCallback(
    async (find: Find) => {
      latest.current = find;
      const current = () => latest.current === find;
      setOpening('busy');
      try {
        const id = await find();
        if (current()) await session.open(id);
        if (current()) setOpening('done');
      } catch (cause) {
        if (!current()) return;
        if (cause instanceof ApiError && cause.kind === 'expired') onExpired();
        setOpening(cause instanceof ApiError && cause.status === 404 ? 'gone' : 'failed');
      }
    },
    [session, onExpired],
  );
  /** Shows what has become of the open one elsewhere. */
  const refresh = useCallback(async () => {
    const asked = latest.current;
    try {
      await session.refresh();
    } catch (cause) {
      if (latest.current !== asked || !(cause instanceof ApiError)) return;
      if (cause.kind === 'expired') onExpired();
      if (cause.status === 404) setOpening('gone');
    }
  }, [session, onExpired]);
  /** Tries what has failed once more. */
  const again = useCallback(() => latest.current && open(latest.current), [open]);
  return { opening, open, again, refresh };
}
