import { useRef } from 'react';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Conversation } from '../client/types.ts';
import { AccountButton } from './account-button.tsx';
import { Icon, Mark } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

interface Props {
  readonly email: string | undefined;
  readonly conversations: readonly Conversation[];
  readonly current: string | undefined;
  readonly onOpen: (id: string | undefined) => void;
  readonly onLogOut: () => void;
}

export function Header({ email, conversations, current, onOpen, onLogOut }: Props) {
  const texts = useTexts();
  return (
    <header className="glass flex items-center gap-1 rounded-2xl px-2 py-1.5 phone:gap-2 phone:px-3">
      <h1 className="me-auto flex min-w-0 items-center gap-2.5 text-lg font-extrabold tracking-tight">
        <Mark className="size-8" />
        <span className="truncate max-phone:sr-only">{texts.product}</span>
      </h1>
      <button type="button" className="button quiet min-h-10 px-3" onClick={() => onOpen(undefined)}>
        <Icon name="plus" className="size-4.5" />
        {texts.chat.newChat}
      </button>
      <HistoryMenu conversations={conversations} current={current} onOpen={onOpen} />
      <LanguageSwitch />
      <ThemeToggle />
      {email ? (
        <AccountButton email={email} onLeave={onLogOut} />
      ) : (
        <button type="button" className="icon-button" aria-label={texts.logOut} title={texts.logOut} onClick={onLogOut}>
          <Icon name="exit" />
        </button>
      )}
    </header>
  );
}

type HistoryProps = Pick<Props, 'conversations' | 'current' | 'onOpen'>;

/** Earlier conversations in a native popover: Escape and a click elsewhere close it, focus returns by itself. */
function HistoryMenu({ conversations, current, onOpen }: HistoryProps) {
  const texts = useTexts();
  const menu = useRef<HTMLElement>(null);
  return (
    <div>
      <button
        type="button"
        className="icon-button"
        popoverTarget="history"
        aria-label={texts.chat.history}
        title={texts.chat.history}
      >
        <Icon name="clock" />
      </button>
      <nav
        ref={menu}
        id="history"
        popover="auto"
        aria-label={texts.chat.history}
        className="menu floating max-h-96 w-80 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-2xl p-2"
      >
        {conversations.length === 0 && <p className="p-3 text-muted">{texts.chat.noHistory}</p>}
        {conversations.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-current={id === current ? 'true' : undefined}
            className="block w-full truncate rounded-xl px-3 py-2.5 text-start hover:bg-raised aria-[current]:font-bold aria-[current]:text-accent"
            onClick={() => {
              menu.current?.hidePopover();
              onOpen(id);
            }}
          >
            {title}
          </button>
        ))}
      </nav>
    </div>
  );
}
