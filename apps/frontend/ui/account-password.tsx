import { useState, type FormEvent } from 'react';
import { account } from '../client/account.ts';
import { failureText } from '../client/failure.ts';
import { ApiError } from '../client/request.ts';
import type { Texts } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { AccountSection, SectionDone, SectionError } from './account-section.tsx';
import { PasswordField } from './password-field.tsx';
import { useRequest } from './use-request.ts';

export function ChangePassword({ onExpired }: { readonly onExpired: () => void }) {
  const texts = useTexts();
  const words = texts.account;
  const { busy, error, run } = useRequest(onExpired);
  const [done, setDone] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setDone(false);
    const worked = await run(async () => {
      await account.changePassword(String(fields.get('current')), String(fields.get('new')));
    });
    if (worked) form.reset();
    setDone(worked);
  };
  return (
    <AccountSection icon="lock" title={words.password}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <PasswordField name="current" label={words.currentPassword} fresh={false} />
        <PasswordField name="new" label={words.newPassword} fresh />
        <SectionError>{error !== undefined && passwordFailure(texts, error)}</SectionError>
        <SectionDone>{done && words.passwordChanged}</SectionDone>
        <button type="submit" className="button quiet self-start" disabled={busy}>
          {words.changePassword}
        </button>
      </form>
    </AccountSection>
  );
}

/** Why something that needs the password was refused. */
export function passwordFailure(texts: Texts, error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return texts.account.wrongPassword;
  return failureText(texts, error);
}
