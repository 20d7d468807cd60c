import { lazy, Suspense, useState } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

// Most visits never open it.
const AccountDialog = lazy(() => import('./account-dialog.tsx').then((module) => ({ default: module.AccountDialog })));

interface Props {
  readonly email: string;
  readonly onLeave: () => void;
}

export function AccountButton({ email, onLeave }: Props) {
  const { account } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-haspopup="dialog"
        aria-label={account.open}
        title={account.open}
        onClick={() => setOpen(true)}
      >
        <Icon name="person" />
      </button>
      {open && (
        <Suspense>
          <AccountDialog email={email} onClose={() => setOpen(false)} onLeave={onLeave} />
        </Suspense>
      )}
    </>
  );
}
