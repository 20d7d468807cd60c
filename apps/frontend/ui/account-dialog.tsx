import { useEffect, useRef } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { DeleteAccount, ExportData } from './account-data.tsx';
import { ChangePassword } from './account-password.tsx';
import { PersonalTokens } from './account-tokens.tsx';
import { Icon } from './icons.tsx';

interface Props {
  readonly email: string;
  readonly onClose: () => void;
  /** The person logs out, or has deleted the account: nothing is left to be seen here. */
  readonly onLeave: () => void;
}

/** The account, in a native modal dialog: it holds the focus, Escape closes it, and the focus returns by itself. */
export function AccountDialog({ email, onClose, onLeave }: Props) {
  const { account: words, logOut } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => void dialog.current?.showModal(), []);
  // Closing returns the focus; taking it off the page at once lets it be opened again at once.
  const close = () => {
    dialog.current?.close();
    onClose();
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="account-title"
      className="sheet floating"
      // Browsers may close it without asking first, at a second Escape.
      onClose={onClose}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // A click on the dialog itself is one on the backdrop: everything else lies on what is inside.
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div className="flex max-h-[inherit] flex-col">
        <div className="flex items-center justify-between ps-5 pe-3 pt-3 pb-2 phone:ps-7">
          <h2 id="account-title" className="text-xl font-extrabold tracking-tight">
            {words.name}
          </h2>
          <button type="button" className="icon-button" aria-label={words.close} onClick={close}>
            <Icon name="cross" />
          </button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
          <div className="flex flex-wrap items-center justify-between gap-4 px-5 pb-6 phone:px-7">
            <p className="min-w-0">
              <span className="block text-sm text-muted">{words.signedInAs}</span>
              <bdi className="font-semibold">{email}</bdi>
            </p>
            <button type="button" className="button quiet" onClick={onLeave}>
              <Icon name="exit" className="size-4.5" />
              {logOut}
            </button>
          </div>
          <ChangePassword onExpired={onLeave} />
          <ExportData onExpired={onLeave} />
          <PersonalTokens onExpired={onLeave} />
          <DeleteAccount email={email} onExpired={onLeave} onDeleted={onLeave} />
        </div>
      </div>
    </dialog>
  );
}
