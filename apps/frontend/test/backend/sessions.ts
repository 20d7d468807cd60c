import { randomUUID } from 'node:crypto';

interface StoredSession {
  readonly owner: string;
  refreshToken: string;
  /** Exchanged already, and still taken for a moment. */
  readonly exchanged: Set<string>;
}

/** The stand-in's sessions: access tokens that can be made invalid, refresh tokens that rotate. */
export class StandInSessions {
  /** What the tokens say of their own lifetime, in seconds. */
  accessSeconds = 900;
  refreshSeconds = 2_592_000;
  /** Exchanges that were asked for. */
  refreshes = 0;
  readonly #access = new Map<string, StoredSession>();
  readonly #sessions = new Set<StoredSession>();

  begin(owner: string): object {
    const session: StoredSession = { owner, refreshToken: '', exchanged: new Set() };
    this.#sessions.add(session);
    return this.#tokens(session);
  }

  /** The next pair; undefined when the token is not, or no longer, one of a session. */
  refresh(token: unknown): object | undefined {
    this.refreshes += 1;
    const found = this.#find(token);
    if (!found) return undefined;
    found.exchanged.add(found.refreshToken);
    return this.#tokens(found);
  }

  revoke(token: unknown): void {
    const found = this.#find(token);
    if (!found) return;
    this.#sessions.delete(found);
    for (const [access, session] of this.#access) if (session === found) this.#access.delete(access);
  }

  ownerOf(accessToken: string): string | undefined {
    return this.#access.get(accessToken)?.owner;
  }

  get count(): number {
    return this.#sessions.size;
  }

  expireAccess(): void {
    this.#access.clear();
  }

  expireAll(): void {
    this.#access.clear();
    this.#sessions.clear();
  }

  #find(token: unknown): StoredSession | undefined {
    return [...this.#sessions].find((one) => one.refreshToken === token || one.exchanged.has(String(token)));
  }

  #tokens(session: StoredSession): object {
    const accessToken = `token.${randomUUID()}`;
    session.refreshToken = `refresh-${randomUUID()}`;
    this.#access.set(accessToken, session);
    return {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: this.accessSeconds,
      refresh_token: session.refreshToken,
      refresh_expires_in: this.refreshSeconds,
    };
  }
}
