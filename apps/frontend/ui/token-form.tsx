import { useRef, type FormEvent } from 'react';
import type { PersonalTokenDraft } from '../client/account.ts';
import { newIdempotencyKey } from '../client/request.ts';
import { countText } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';

const lifetimesDays = [7, 30, 90];

interface Props {
  /** @returns whether the token was made */
  readonly onCreate: (draft: PersonalTokenDraft, key: string) => Promise<boolean>;
}

/** Asks for another personal token. */
export function TokenForm({ onCreate }: Props) {
  const texts = useTexts();
  const words = texts.account;
  const key = useRef(newIdempotencyKey());
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const name = String(fields.get('name')).trim();
    if (!name) return;
    const draft = { name, expires_in_days: Number(fields.get('days')), may_delete: fields.has('may_delete') };
    if (await onCreate(draft, key.current)) form.reset();
    key.current = newIdempotencyKey();
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <div className="grid gap-4 phone:grid-cols-[1fr_auto]">
        <label className="flex flex-col gap-1.5 font-semibold">
          {words.tokenName}
          <input name="name" className="field font-normal" maxLength={80} required autoComplete="off" dir="auto" />
        </label>
        <label className="flex flex-col gap-1.5 font-semibold">
          {words.tokenDays}
          <select name="days" className="field font-normal" defaultValue="30">
            {lifetimesDays.map((days) => (
              <option key={days} value={days}>
                {countText(texts, words.days, days)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label className="flex items-center gap-3">
        <input type="checkbox" name="may_delete" className="tick" />
        {words.mayDelete}
      </label>
      <button type="submit" className="button quiet self-start">
        {words.createToken}
      </button>
    </form>
  );
}
