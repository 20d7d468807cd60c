import { useState } from 'react';
import { ApiError } from '../client/request.ts';

export interface RequestState {
  readonly busy: boolean;
  /** Why the last one did not work. */
  readonly error: unknown;
  /** Runs it; at most one at a time. @returns whether it worked */
  run(work: () => Promise<void>): Promise<boolean>;
}

/** One thing that a form asks for, and how that goes. The end of the session is passed on instead of shown. */
export function useRequest(onExpired: () => void): RequestState {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (work: () => Promise<void>) => {
    if (busy) return false;
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (cause) {
      if (cause instanceof ApiError && cause.kind === 'expired') onExpired();
      setError(cause);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
