'use client';
import dynamic from 'next/dynamic';
import { useCallback, useState } from 'react';

// Two chunks, of which the first page brings only the one that it shows.
const Entrance = dynamic(() => import('./entrance.tsx').then((module) => module.Entrance));
const Workspace = dynamic(() => import('./workspace.tsx').then((module) => module.Workspace));

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
  if (session !== 'in') return <Entrance expired={session === 'expired'} onEnter={() => setSession('in')} />;
  return <Workspace draft={draft} onDraft={setDraft} onExpired={expire} onLeave={leave} />;
}
