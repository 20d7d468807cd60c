import { useEffect, useState } from 'react';
import { copyText } from '../client/clipboard.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

interface Props {
  /** What is copied. */
  readonly text: string;
  readonly label: string;
}

const announcedMs = 2500;

/** Copies a text and says whether that worked, to the eye and to assistive technology. */
export function CopyButton({ text, label }: Props) {
  const texts = useTexts();
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), announcedMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome((await copyText(text)) ? 'copied' : 'failed');
  const said = outcome && (outcome === 'copied' ? texts.chat.copied : texts.chat.copyFailed);
  const icon = outcome === 'copied' ? 'check' : outcome === 'failed' ? 'warning' : 'copy';
  return (
    <>
      <button type="button" className="icon-button size-9" aria-label={label} title={label} onClick={() => void copy()}>
        <Icon name={icon} className={`size-4.5 ${outcome === 'copied' ? 'text-good' : ''}`} />
      </button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
