import { lazy, memo, Suspense } from 'react';
import type { Message, ToolUse } from '../client/conversation.ts';
import { toolText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { Icon } from './icons.tsx';

// Its 23 kB come after the page; until they are there, an answer shows as plain text.
const loadMarkdown = () => import('./markdown.ts').then(({ Markdown }) => ({ default: Markdown }));
const Markdown = lazy(loadMarkdown);

/** Fetches what answers are drawn with before the first one has to be. */
export function prepareAnswers(): void {
  loadMarkdown().catch(() => undefined);
}

interface Props {
  readonly message: Message;
  readonly onRetry: (() => void) | undefined;
}

export const MessageItem = memo(function MessageItem({ message, onRetry }: Props) {
  const texts = useTexts();
  if (message.role === 'user') return <Question text={message.text} />;
  return (
    <article className="flex animate-rise items-start gap-3" aria-busy={message.state === 'streaming'}>
      <span className="orb mt-1 size-7 phone:size-8" aria-hidden="true" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2.5">
        <span className="sr-only">{texts.chat.assistant}</span>
        {message.tools.length > 0 && <Tools tools={message.tools} />}
        <Answer message={message} />
        {message.state === 'stopped' && <p className="text-sm text-muted">{texts.chat.stopped}</p>}
        {message.state === 'failed' && <Failure error={message.error} onRetry={onRetry} />}
      </div>
    </article>
  );
});

function Question({ text }: { readonly text: string }) {
  const texts = useTexts();
  return (
    <article className="neon-fill ms-auto max-w-[85%] animate-rise rounded-3xl rounded-ee-lg px-4.5 py-2.5">
      <span className="sr-only">{texts.chat.you}</span>
      <p className="whitespace-pre-wrap" dir="auto">
        {text}
      </p>
    </article>
  );
}

function Answer({ message }: { readonly message: Message }) {
  const streaming = message.state === 'streaming';
  if (message.text) {
    return (
      <div className={`prose max-w-full leading-relaxed ${streaming ? '[&>:last-child]:caret' : ''}`} dir="auto">
        <Suspense fallback={<p className="whitespace-pre-wrap">{message.text}</p>}>
          <Markdown text={message.text} />
        </Suspense>
      </div>
    );
  }
  if (!streaming) return null;
  return (
    <span className="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

function Tools({ tools }: { readonly tools: readonly ToolUse[] }) {
  const texts = useTexts();
  return (
    <ul className="flex flex-wrap gap-1.5">
      {tools.map(({ name, ok }, index) => (
        <li key={index} className={`chip ${ok ? 'text-good' : 'text-danger'}`}>
          <Icon name={ok ? 'check' : 'warning'} className="size-3.5" />
          {toolText(texts, name, ok)}
        </li>
      ))}
    </ul>
  );
}

function Failure({ error, onRetry }: { readonly error: string | undefined; readonly onRetry: Props['onRetry'] }) {
  const texts = useTexts();
  return (
    <div role="alert" className="quiet flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl px-4 py-3">
      <p className="flex items-center gap-2.5 font-semibold text-danger">
        <Icon name="warning" />
        {error}
      </p>
      <button type="button" className="button quiet min-h-10 px-3.5" disabled={!onRetry} onClick={onRetry}>
        <Icon name="retry" className="size-4" />
        {texts.chat.retry}
      </button>
    </div>
  );
}
