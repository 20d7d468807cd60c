import type { ReactNode } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly role: 'alert' | 'status';
  readonly text: string;
  readonly onDismiss: () => void;
  readonly children?: ReactNode;
}

/** A line that says what has happened, and stays until it is dismissed. */
export function TaskBar({ role, text, onDismiss, children }: Props) {
  return (
    <div role={role} className="quiet mx-4 mb-3 flex items-center gap-2 rounded-2xl py-1.5 ps-4 pe-1.5 text-sm">
      <p dir="auto" className={`min-w-0 flex-1 font-semibold ${role === 'alert' ? 'text-danger' : ''}`}>
        {text}
      </p>
      {children}
      <button type="button" className="icon-button size-9" aria-label={useTexts().dismiss} onClick={onDismiss}>
        <Icon name="cross" className="size-4" />
      </button>
    </div>
  );
}
