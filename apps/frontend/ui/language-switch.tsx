'use client';
import { useRouter } from 'next/navigation';
import { useTransition } from 'react';
import { languageCookie } from '../client/texts/language.ts';
import { useTexts } from '../client/texts/use-texts.ts';

const yearSeconds = 31_536_000;

/** Switches to the other language. The server sends the page anew, and everything that is open stays open. */
export function LanguageSwitch() {
  const { language, name } = useTexts().switchLanguage;
  const router = useRouter();
  const [busy, begin] = useTransition();
  const choose = () => {
    document.cookie = `${languageCookie}=${language}; path=/; max-age=${yearSeconds}; samesite=lax`;
    begin(() => router.refresh());
  };
  return (
    <button
      type="button"
      lang={language}
      className="icon-button w-auto px-2 font-[system-ui] text-sm font-bold"
      aria-disabled={busy}
      onClick={busy ? undefined : choose}
    >
      {name}
    </button>
  );
}
