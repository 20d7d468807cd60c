import { useEffect, useState, type ReactNode } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import { CopyButton } from './copy-button.tsx';
import type { CodeProps } from './markdown.ts';

type Highlight = typeof import('./highlight.ts').highlight;

// Fetched with the first code that names its language.
let loaded: Highlight | undefined;
let loading: Promise<Highlight> | undefined;

function load(): Promise<Highlight> {
  return (loading ??= import('./highlight.ts').then(({ highlight }) => (loaded = highlight)));
}

/** A block of code in an answer: marked by language, with a button to copy it. */
export function CodeBlock({ text, language }: CodeProps) {
  const texts = useTexts();
  return (
    <div className="code-block" dir="ltr">
      <div className="flex items-center justify-between ps-4 pe-1 text-sm text-muted">
        <span>{language}</span>
        <CopyButton text={text} label={texts.chat.copyCode} />
      </div>
      <pre tabIndex={0}>
        <code>{useHighlighted(text, language)}</code>
      </pre>
    </div>
  );
}

function useHighlighted(text: string, language: string | undefined): ReactNode {
  const [highlight, setHighlight] = useState(() => loaded);
  useEffect(() => {
    if (!language || highlight) return;
    let left = false;
    // Should it not load, the code is there all the same.
    void load().then(
      (fetched) => !left && setHighlight(() => fetched),
      () => (loading = undefined),
    );
    return () => void (left = true);
  }, [language, highlight]);
  return (language && highlight?.(text, language)) ?? text;
}
