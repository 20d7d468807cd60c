'use client';
import { useState, type FormEvent } from 'react';
import { ApiError, api } from '../client/api.ts';
import { failureText } from '../client/failure.ts';
import type { Texts } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { useHydrated } from '../client/use-browser.ts';
import { PasswordField } from './password-field.tsx';

export type Mode = 'login' | 'register';

interface Props {
  readonly mode: Mode;
  readonly onEnter: () => void;
  readonly onMode: (mode: Mode) => void;
}

export function LogInForm({ mode, onEnter, onMode }: Props) {
  const texts = useTexts();
  const hydrated = useHydrated();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const registering = mode === 'register';
  const words = registering
    ? [texts.auth.registerTitle, texts.auth.register]
    : [texts.auth.logInTitle, texts.auth.logIn];

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    try {
      await (registering ? api.register : api.logIn)(String(form.get('email')).trim(), String(form.get('password')));
      onEnter();
    } catch (cause) {
      setError(explain(texts, cause));
      setBusy(false);
    }
  };
  return (
    <form
      method="post"
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-5"
      aria-describedby="log-in-error"
    >
      <h2 className="text-2xl font-extrabold tracking-tight">{words[0]}</h2>
      <label className="flex flex-col gap-1.5 font-semibold">
        {texts.auth.email}
        <input
          className="field font-normal"
          type="email"
          name="email"
          autoComplete="username"
          required
          maxLength={254}
          dir="ltr"
        />
      </label>
      <PasswordField name="password" label={texts.auth.password} fresh={registering} />
      <p id="log-in-error" role="alert" className="font-semibold text-danger empty:hidden">
        {error}
      </p>
      <button type="submit" className="button neon-fill" disabled={busy || !hydrated}>
        {busy ? texts.auth.busy : words[1]}
      </button>
      <p className="text-center text-muted">
        {registering ? texts.auth.toLogIn : texts.auth.toRegister}{' '}
        <button
          type="button"
          className="rounded px-1 py-1.5 font-bold text-accent underline underline-offset-4"
          disabled={!hydrated}
          onClick={() => {
            setError(undefined);
            onMode(registering ? 'login' : 'register');
          }}
        >
          {registering ? texts.auth.logIn : texts.auth.register}
        </button>
      </p>
    </form>
  );
}

function explain(texts: Texts, cause: unknown): string {
  if (cause instanceof ApiError && cause.status === 401) return texts.auth.wrong;
  if (cause instanceof ApiError && cause.status === 409) return texts.auth.taken;
  return failureText(texts, cause);
}
