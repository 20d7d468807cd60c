import type { ReactNode } from 'react';

/** A page that only says one thing. */
export function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="glass flex max-w-md flex-col items-center gap-6 rounded-3xl p-10 text-center">
        <span className="orb size-14" aria-hidden="true" />
        <h1 className="text-2xl font-bold tracking-tight">{title}</h1>
        {children}
      </div>
    </main>
  );
}
