import { lazy, memo, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { failureOf } from '../client/answer-failure.ts';
import type { ChatSession } from '../client/chat-session.ts';
import type { Message, ToolUse } from '../client/conversation.ts';
import { toolText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icons.tsx';

// These come when there is something to draw with them; until they are there, an answer shows as plain text.
const loadAnswer = () => import('./answer-text.tsx');
const AnswerText = lazy(() => loadAnswer().catch(() => ({ default: PlainText })));
const QuestionEditor = lazy(() =>
  import('./question-editor.tsx').then(({ QuestionEditor }) => ({ default: QuestionEditor })),
);
const ConfirmCard = lazy(() => import('./confirm-card.tsx').then(({ ConfirmCard }) => ({ default: ConfirmCard })));

/** Fetches what answers are drawn with once somebody writes, before the first answer has to be drawn. */
export function prepareAnswers(): void {
  loadAnswer().catch(() => undefined);
}

interface Props {
  readonly message: Message;
  readonly last: boolean;
  /** Something can be sent: there is a network, and no answer on its way. */
  readonly idle: boolean;
  readonly session: ChatSession;
}

export const MessageItem = memo(function MessageItem({ message, last, idle, session }: Props) {
  const texts = useTexts();
  if (message.role === 'user') return <Question message={message} idle={idle} session={session} />;
  const ended = message.state !== 'streaming' && message.state !== 'waiting';
  return (
    <article className="flex animate-rise items-start gap-3" aria-busy={message.state === 'streaming'}>
      <span className="orb mt-1 size-7 phone:size-8" aria-hidden="true" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2.5">
        <span className="sr-only">{texts.chat.assistant}</span>
        {message.tools.length > 0 && <Tools tools={message.tools} />}
        <Answer message={message} />
        {message.state === 'waiting' && (
          <Suspense>
            <ConfirmCard message={message} disabled={!idle} onDecide={(approve) => session.decide(approve)} />
          </Suspense>
        )}
        {message.state === 'stopped' && <p className="text-sm text-muted">{texts.chat.stopped}</p>}
        {message.state === 'failed' && <Failure message={message} last={last} idle={idle} session={session} />}
        {ended && (
          <div className="-ms-2 flex">
            {message.text && <CopyButton text={message.text} label={texts.chat.copyAnswer} />}
            {last && message.state !== 'failed' && (
              <button
                type="button"
                className="icon-button size-9"
                aria-label={texts.chat.regenerate}
                title={texts.chat.regenerate}
                disabled={!idle}
                onClick={() => {
                  session.regenerate();
                  document.getElementById('message')?.focus();
                }}
              >
                <Icon name="retry" className="size-4.5" />
              </button>
            )}
          </div>
        )}
      </div>
    </article>
  );
});

function Question({ message: { id, text }, idle, session }: Omit<Props, 'last'>) {
  const texts = useTexts();
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (wasEditing.current && !editing) pencil.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  if (editing && id) {
    const send = (changed: string) => {
      setEditing(false);
      session.send(changed, id);
      document.getElementById('message')?.focus();
    };
    return (
      <article>
        <span className="sr-only">{texts.chat.you}</span>
        <Suspense>
          <QuestionEditor text={text} onSend={send} onClose={() => setEditing(false)} />
        </Suspense>
      </article>
    );
  }
  return (
    <article className="ms-auto flex max-w-[85%] animate-rise items-end gap-1">
      <button
        ref={pencil}
        type="button"
        className="icon-button size-9"
        aria-label={texts.chat.editMessage}
        title={texts.chat.editMessage}
        disabled={!idle || !id}
        onClick={() => setEditing(true)}
      >
        <Icon name="pencil" className="size-4" />
      </button>
      <div className="neon-fill min-w-0 rounded-3xl rounded-ee-lg px-4.5 py-2.5">
        <span className="sr-only">{texts.chat.you}</span>
        <p className="whitespace-pre-wrap" dir="auto">
          {text}
        </p>
      </div>
    </article>
  );
}

const quietMs = 6000;

function Answer({ message }: { readonly message: Message }) {
  const streaming = message.state === 'streaming';
  return (
    <>
      {message.text && (
        <div className={`prose max-w-full leading-relaxed ${streaming ? '[&>:last-child]:caret' : ''}`} dir="auto">
          <Suspense fallback={<PlainText text={message.text} />}>
            <AnswerText text={message.text} />
          </Suspense>
        </div>
      )}
      {streaming && !message.text && (
        <span className="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {streaming && <StillWorking key={`${message.text.length} ${message.tools.length}`} />}
    </>
  );
}

function PlainText({ text }: { readonly text: string }) {
  return <p className="whitespace-pre-wrap">{text}</p>;
}

/** Says that nothing is wrong when nothing has come for some seconds; each arrival begins it anew. */
function StillWorking() {
  const texts = useTexts();
  const [quiet, setQuiet] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  return quiet && <p className="text-sm text-muted">{texts.chat.working}</p>;
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

function Failure({ message, last, idle, session }: Props) {
  const texts = useTexts();
  return (
    <div role="alert" className="quiet flex flex-wrap items-center gap-x-4 gap-y-3 rounded-2xl px-4 py-3">
      <p className="flex items-center gap-2.5 font-semibold text-danger">
        <Icon name="warning" />
        {failureOf(texts, message.failure)}
      </p>
      {last && (
        <button
          type="button"
          className="button quiet min-h-10 px-3.5"
          disabled={!idle}
          onClick={() => {
            session.retry();
            document.getElementById('message')?.focus();
          }}
        >
          <Icon name="retry" className="size-4" />
          {texts.chat.retry}
        </button>
      )}
    </div>
  );
}
