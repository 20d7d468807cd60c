import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { account, isExpired, type NewPersonalToken, type PersonalToken } from '../client/account.ts';
import { failureText } from '../client/failure.ts';
import { ApiError } from '../client/request.ts';
import { fill, momentText, type Texts } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import { AccountSection, SectionDone, SectionError } from './account-section.tsx';
import { Icon } from './icons.tsx';
import { TokenForm } from './token-form.tsx';
import { useRequest } from './use-request.ts';

/** Personal tokens: those there are, each with a button that revokes it, and a form for another one. */
export function PersonalTokens({ onExpired }: { readonly onExpired: () => void }) {
  const texts = useTexts();
  const words = texts.account;
  const { error, run } = useRequest(onExpired);
  const [tokens, setTokens] = useState<readonly PersonalToken[]>();
  const [created, setCreated] = useState<NewPersonalToken>();
  const [revoked, setRevoked] = useState<string>();
  const part = useRef<HTMLDivElement>(null);

  const load = useCallback(async () => setTokens(await account.tokens()), []);
  // The dialog is mounted anew whenever it is opened.
  useEffect(() => void run(load), []); // eslint-disable-line react-hooks/exhaustive-deps

  const revoke = async ({ id, name }: PersonalToken) => {
    const worked = await run(async () => {
      await account.revokeToken(id);
      await load();
    });
    if (!worked) return;
    setRevoked(name);
    if (created?.id === id) setCreated(undefined);
    part.current?.focus();
  };
  return (
    <AccountSection icon="key" title={words.tokens}>
      <div ref={part} tabIndex={-1} className="flex flex-col gap-4 outline-none">
        <p className="text-muted">{words.tokensText}</p>
        <SectionError>{error !== undefined && tokenFailure(texts, error)}</SectionError>
        <SectionDone>{revoked && fill(words.revoked, { name: revoked })}</SectionDone>
        {!tokens && error === undefined && <p role="status">{words.loading}</p>}
        {tokens?.length === 0 && <p className="font-semibold">{words.noTokens}</p>}
        {tokens && tokens.length > 0 && (
          <ul className="flex flex-col gap-2">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} onRevoke={() => void revoke(token)} />
            ))}
          </ul>
        )}
        {created && <NewToken token={created.token} />}
        <TokenForm
          onCreate={(draft, key) =>
            run(async () => {
              setRevoked(undefined);
              setCreated(await account.createToken(draft, key));
              await load();
            })
          }
        />
      </div>
    </AccountSection>
  );
}

function TokenRow({ token, onRevoke }: { readonly token: PersonalToken; readonly onRevoke: () => void }) {
  const texts = useTexts();
  const words = texts.account;
  const until = fill(isExpired(token) ? words.tokenExpired : words.tokenExpires, {
    date: momentText(texts, token.expires_at, false),
  });
  return (
    <li className="quiet flex items-center gap-3 rounded-2xl py-2 ps-4 pe-2">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="font-semibold">
          {token.name}
        </p>
        <p className="text-sm text-muted">
          {until}
          {token.may_delete && <span className="text-warn"> · {words.tokenMayDelete}</span>}
        </p>
      </div>
      <button
        type="button"
        className="button quiet min-h-10 px-3 text-danger"
        aria-label={fill(words.revokeToken, { name: token.name })}
        onClick={onRevoke}
      >
        {words.revoke}
      </button>
    </li>
  );
}

/** The token itself, this once; the focus goes to it, so that it cannot be missed. */
function NewToken({ token }: { readonly token: string }) {
  const { account: words } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  // Before the field is painted, as wherever something that appears takes the focus: it never shows without it.
  useLayoutEffect(() => {
    setCopied(false);
    field.current?.focus();
    field.current?.select();
  }, [token]);
  const copy = async () => {
    field.current?.select();
    // Browsers give the clipboard over HTTPS only; where they do not, the old command still copies what is selected.
    const done = navigator.clipboard
      ? await navigator.clipboard.writeText(token).then(
          () => true,
          () => false,
        )
      : document.execCommand('copy');
    setCopied(done);
  };
  return (
    <div className="rounded-2xl border-2 border-accent p-4">
      <p id="token-once" className="font-semibold">
        {words.tokenCreated}
      </p>
      <div className="mt-2.5 flex gap-2">
        <input
          ref={field}
          className="field min-w-0 flex-1 font-mono text-sm"
          aria-label={words.token}
          aria-describedby="token-once"
          value={token}
          readOnly
          dir="ltr"
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="button neon-fill" onClick={() => void copy()}>
          <Icon name={copied ? 'check' : 'copy'} className="size-4.5" />
          {copied ? words.copied : words.copy}
        </button>
        <span role="status" className="sr-only">
          {copied && words.copied}
        </span>
      </div>
    </div>
  );
}

function tokenFailure(texts: Texts, error: unknown): string {
  if (error instanceof ApiError && error.status === 409) return texts.account.tooManyTokens;
  return failureText(texts, error);
}
