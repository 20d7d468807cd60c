import { useTexts } from '../client/texts/use-texts.ts';
import { AccountButton } from './account-button.tsx';
import { Icon, Mark } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

interface Props {
  readonly email: string | undefined;
  readonly onNewChat: () => void;
  readonly onHistory: () => void;
  readonly onLogOut: () => void;
}

export function Header({ email, onNewChat, onHistory, onLogOut }: Props) {
  const texts = useTexts();
  return (
    <header className="glass flex items-center gap-1 rounded-2xl px-2 py-1.5 phone:gap-2 phone:px-3">
      <h1 className="me-auto flex min-w-0 items-center gap-2.5 text-lg font-extrabold tracking-tight">
        <Mark className="size-8" />
        <span className="truncate max-phone:sr-only">{texts.product}</span>
      </h1>
      <button type="button" className="button quiet min-h-10 px-3 max-phone:px-2.5" onClick={onNewChat}>
        <Icon name="plus" className="size-4.5" />
        <span className="max-phone:sr-only">{texts.chat.newChat}</span>
      </button>
      <button
        type="button"
        className="icon-button"
        aria-haspopup="dialog"
        aria-label={texts.chat.history}
        title={texts.chat.history}
        onClick={onHistory}
      >
        <Icon name="clock" />
      </button>
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
