'use client';
import { lazy, Suspense, useCallback, useState } from 'react';
import { tellOtherTabs } from '../client/other-tabs.ts';
import { Entrance } from './entrance.tsx';

// Who has yet to log in does not wait for it.
const Workspace = lazy(() => import('./workspace.tsx').then((module) => ({ default: module.Workspace })));

type Session = 'in' | 'out' | 'expired';

/** The whole page: the entrance, or the workspace of whoever is logged in. */
export function App({ signedIn }: { readonly signedIn: boolean }) {
  const [session, setSession] = useState<Session>(signedIn ? 'in' : 'out');
  // What was being written survives the end of a session, but not a log-out.
  const [draft, setDraft] = useState('');
  const expire = useCallback(() => setSession('expired'), []);
  const leave = useCallback(() => {
    setDraft('');
    setSession('out');
  }, []);
  const enter = () => {
    setSession('in');
    tellOtherTabs({ of: 'session' });
  };
  if (session !== 'in') return <Entrance expired={session === 'expired'} onEnter={enter} />;
  return (
    <Suspense>
      <Workspace draft={draft} onDraft={setDraft} onExpired={expire} onLeave={leave} />
    </Suspense>
  );
}
