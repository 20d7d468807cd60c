'use client';
import { useEffect, useState } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { useSystemDark } from '../client/use-browser.ts';
import { Icon } from './icons.tsx';

type Theme = 'light' | 'dark';
const yearSeconds = 31_536_000;

/** Switches between the light and the dark look; until it is used, the system's choice holds. */
export function ThemeToggle() {
  const texts = useTexts();
  const systemDark = useSystemDark();
  const [chosen, setChosen] = useState<Theme>();
  useEffect(() => {
    const { theme } = document.documentElement.dataset;
    if (theme === 'light' || theme === 'dark') setChosen(theme);
  }, []);
  const dark = chosen ? chosen === 'dark' : systemDark;
  const next: Theme = dark ? 'light' : 'dark';

  const choose = () => {
    document.documentElement.dataset['theme'] = next;
    document.cookie = `theme=${next}; path=/; max-age=${yearSeconds}; samesite=lax`;
    setChosen(next);
  };
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={texts.theme[next]}
      title={texts.theme[next]}
      onClick={choose}
    >
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
