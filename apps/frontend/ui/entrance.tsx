'use client';
import { useState } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon, Mark } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { LogInForm } from './log-in-form.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

interface Props {
  readonly expired: boolean;
  readonly onEnter: () => void;
}

/** Where a person without a session arrives: what this is, and the form to log in or register. */
export function Entrance({ expired, onEnter }: Props) {
  const texts = useTexts();
  const [mode, setMode] = useState<'login' | 'register'>('login');
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-6xl flex-col px-4 py-4 wide:px-8">
      <header className="flex items-center justify-between">
        <span className="flex items-center gap-3 text-lg font-extrabold tracking-tight">
          <Mark />
          {texts.product}
        </span>
        <span className="flex items-center gap-1">
          <LanguageSwitch />
          <ThemeToggle />
        </span>
      </header>
      <main className="grid flex-1 content-center items-center gap-8 py-8 wide:grid-cols-[1.1fr_1fr] wide:gap-14">
        <Pitch />
        <section className="glass w-full max-w-md animate-rise justify-self-center rounded-3xl p-6 phone:p-9 wide:justify-self-end">
          {expired && (
            <p role="status" className="chip mb-6 w-full rounded-2xl px-4 py-3 text-warn">
              <Icon name="clock" />
              {texts.auth.expired}
            </p>
          )}
          <LogInForm mode={mode} onEnter={onEnter} onMode={setMode} />
        </section>
      </main>
    </div>
  );
}

function Pitch() {
  const texts = useTexts();
  return (
    <section className="max-wide:text-center">
      <h1 className="text-4xl leading-[1.08] font-extrabold tracking-tight phone:text-5xl wide:text-[3.6rem]">
        {texts.tagline.map((line) => (
          <span key={line} className="neon-text block w-fit pb-[0.1em] max-wide:mx-auto">
            {line}{' '}
          </span>
        ))}
      </h1>
      <p className="mt-5 max-w-[34rem] text-lg text-pretty text-muted max-wide:mx-auto max-phone:hidden">
        {texts.description}
      </p>
      <Preview />
      <ul className="mt-8 space-y-3 max-wide:hidden">
        {texts.auth.points.map((point) => (
          <li key={point} className="flex items-center gap-3 font-semibold">
            <span className="neon-fill grid size-6 place-items-center rounded-full">
              <Icon name="check" className="size-3.5" />
            </span>
            {point}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Preview() {
  const texts = useTexts();
  const { label, question, answer } = texts.auth.preview;
  return (
    <figure aria-label={label} className="mt-9 max-w-[26rem] space-y-3 max-wide:hidden">
      <p className="neon-fill ms-auto w-fit rounded-3xl rounded-ee-lg px-4 py-2.5">{question}</p>
      <div className="flex items-end gap-3">
        <span className="orb size-8" aria-hidden="true" />
        <p className="glass w-fit rounded-3xl rounded-es-lg px-4 py-2.5">{answer}</p>
      </div>
    </figure>
  );
}
