import type { ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

interface Props {
  readonly icon: IconName;
  readonly title: string;
  readonly danger?: boolean;
  readonly children: ReactNode;
}

/** One part of the account dialog. */
export function AccountSection({ icon, title, danger = false, children }: Props) {
  return (
    <section className="flex flex-col gap-4 border-t border-line px-5 py-6 phone:px-7">
      <h3 className={`flex items-center gap-2.5 text-lg font-bold ${danger ? 'text-danger' : ''}`}>
        <Icon name={icon} className={`size-5 ${danger ? '' : 'text-accent'}`} />
        {title}
      </h3>
      {children}
    </section>
  );
}

/** What went wrong in a section; empty, it is there already, so that screen readers say what comes into it. */
export function SectionError({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="font-semibold text-danger empty:hidden">
      {children}
    </p>
  );
}

/** What went well. */
export function SectionDone({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className="font-semibold text-good empty:hidden">
      {children}
    </p>
  );
}
