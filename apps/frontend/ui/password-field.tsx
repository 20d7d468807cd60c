import { useId, useState } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly name: string;
  readonly label: string;
  /** A password to choose rather than one to know: it has a least length, which is said. */
  readonly fresh: boolean;
}

/** A password, with a button that shows it. */
export function PasswordField({ name, label, fresh }: Props) {
  const { auth } = useTexts();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <span className="relative">
        <input
          id={id}
          className="field pe-12"
          type={shown ? 'text' : 'password'}
          name={name}
          autoComplete={fresh ? 'new-password' : 'current-password'}
          required
          minLength={fresh ? 10 : undefined}
          maxLength={1000}
          dir="ltr"
          aria-describedby={fresh ? `${id}-hint` : undefined}
        />
        <button
          type="button"
          className={`icon-button absolute end-1 top-0.5 ${shown ? 'text-accent' : ''}`}
          aria-label={shown ? auth.hide : auth.show}
          onClick={() => setShown(!shown)}
        >
          <Icon name="eye" />
        </button>
      </span>
      {fresh && (
        <span id={`${id}-hint`} className="text-sm text-muted">
          {auth.passwordHint}
        </span>
      )}
    </div>
  );
}
