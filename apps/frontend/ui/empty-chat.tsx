import { useTexts } from '../client/texts/use-texts.ts';
import { Icon, type IconName } from './icons.tsx';

interface Props {
  readonly disabled: boolean;
  readonly onPick: (text: string) => void;
}

/** What a new conversation shows: sentences to begin with, sent by a click. */
export function EmptyChat({ disabled, onPick }: Props) {
  const texts = useTexts();
  return (
    <div className="m-auto flex w-full max-w-2xl animate-rise flex-col items-center gap-3 py-4 text-center">
      <span className="orb size-14 phone:size-16" aria-hidden="true" />
      <h2 className="mt-2 text-2xl font-extrabold tracking-tight text-balance phone:text-4xl phone:leading-tight">
        <span className="neon-text">{texts.chat.emptyTitle}</span>
      </h2>
      <p className="max-w-96 text-pretty text-muted">{texts.chat.emptyText}</p>
      <ul className="mt-4 grid w-full gap-2.5 phone:grid-cols-2">
        {texts.chat.examples.map(({ icon, text }) => (
          <li key={text}>
            <button
              type="button"
              className="button quiet h-full w-full justify-start rounded-2xl px-4 py-3.5 text-start font-semibold"
              disabled={disabled}
              onClick={() => onPick(text)}
            >
              <Icon name={icon as IconName} className="size-4.5 text-accent" />
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
