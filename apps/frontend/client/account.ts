import { calendarDate } from './task-query.ts';
import { backend, json, send } from './request.ts';

/** Lets another program that speaks MCP work with the person's tasks. */
export interface PersonalToken {
  readonly id: string;
  readonly name: string;
  readonly may_delete: boolean;
  readonly expires_at: string;
  readonly created_at: string;
}

export interface PersonalTokenDraft {
  readonly name: string;
  /** 1 to 90 */
  readonly expires_in_days: number;
  readonly may_delete: boolean;
}

/** A token that was just made: the only answer that holds the token itself. */
export type NewPersonalToken = PersonalToken & { readonly token: string };

/** What a person can do with their own account; apart from the rest, for it is loaded with its dialog. */
export const account = {
  changePassword: (current_password: string, new_password: string) =>
    send('POST', `${backend}/me/password`, { body: { current_password, new_password } }),
  delete: (password: string) => send('POST', `${backend}/me/delete`, { body: { password } }),
  tokens: async () => (await json<{ items: PersonalToken[] }>('GET', `${backend}/tokens`)).items,
  createToken: (draft: PersonalTokenDraft, key: string) =>
    json<NewPersonalToken>('POST', `${backend}/tokens`, { body: draft, key }),
  revokeToken: (id: string) => send('DELETE', `${backend}/tokens/${id}`),
};

/** Everything that the backend has of the person, as a file with a name. */
export async function exportedData(now = new Date()): Promise<{ readonly name: string; readonly blob: Blob }> {
  const response = await send('GET', `${backend}/me/export`);
  return { name: `todo-chatbot-${calendarDate(now)}.json`, blob: await response.blob() };
}

/** Whether a token is past its time. */
export function isExpired({ expires_at }: PersonalToken, now = new Date()): boolean {
  return Date.parse(expires_at) <= now.getTime();
}
