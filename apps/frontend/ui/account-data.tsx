import { useState, type FormEvent } from 'react';
import { account, exportedData } from '../client/account.ts';
import { failureText } from '../client/failure.ts';
import { fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { passwordFailure } from './account-password.tsx';
import { AccountSection, SectionDone, SectionError } from './account-section.tsx';
import { Icon } from './icons.tsx';
import { PasswordField } from './password-field.tsx';
import { useRequest } from './use-request.ts';

/** Everything that the backend has of the person, as a file. */
export function ExportData({ onExpired }: { readonly onExpired: () => void }) {
  const texts = useTexts();
  const words = texts.account;
  const { busy, error, run } = useRequest(onExpired);
  const [file, setFile] = useState<string>();
  const download = () =>
    run(async () => {
      setFile(undefined);
      const { name, blob } = await exportedData();
      save(name, blob);
      setFile(name);
    });
  return (
    <AccountSection icon="download" title={words.data}>
      <p className="text-muted">{words.exportText}</p>
      <SectionError>{error !== undefined && failureText(texts, error)}</SectionError>
      <SectionDone>{file && fill(words.exported, { file })}</SectionDone>
      <button type="button" className="button quiet self-start" aria-disabled={busy} onClick={() => void download()}>
        <Icon name="download" className="size-4.5" />
        {busy ? words.exporting : words.export}
      </button>
    </AccountSection>
  );
}

function save(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has the file by then; a minute is for slow disks.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

interface DeleteProps {
  readonly email: string;
  readonly onExpired: () => void;
  readonly onDeleted: () => void;
}

/** Deletes the account: with the password, and the email typed once more so that no slip of the hand can do it. */
export function DeleteAccount({ email, onExpired, onDeleted }: DeleteProps) {
  const texts = useTexts();
  const words = texts.account;
  const { busy, error, run } = useRequest(onExpired);
  const [typed, setTyped] = useState('');
  const confirmed = typed.trim().toLowerCase() === email.toLowerCase();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password'));
    if (!confirmed) return;
    if (await run(async () => void (await account.delete(password)))) onDeleted();
  };
  return (
    <AccountSection icon="trash" title={words.danger} danger>
      <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <div>
          <p className="font-semibold">{words.deleteText}</p>
          <ul className="mt-2 list-disc space-y-0.5 ps-5">
            {words.deleteList.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p className="mt-2 text-muted">{words.deleteAdvice}</p>
        </div>
        <PasswordField name="password" label={words.deletePassword} fresh={false} />
        <label className="flex flex-col gap-1.5 font-semibold">
          {fill(words.deleteConfirm, { email })}
          <input
            className="field font-normal"
            value={typed}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            dir="ltr"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <SectionError>{error !== undefined && passwordFailure(texts, error)}</SectionError>
        <button type="submit" className="button danger-fill self-start" disabled={busy || !confirmed}>
          {words.delete}
        </button>
      </form>
    </AccountSection>
  );
}
