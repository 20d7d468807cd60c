import type { Failure } from './conversation.ts';
import { failureText } from './failure.ts';
import { ApiError } from './request.ts';
import { entryOf, type Texts } from './texts/index.ts';

/** Why an answer failed, in words for the person. */
export function failureOf(texts: Texts, failure: Failure | undefined): string {
  if (failure instanceof ApiError) return failureText(texts, failure);
  const known = entryOf<string>(texts.errors.codes, failure?.code ?? '');
  // The backend speaks English; elsewhere its sentence would be a foreign body.
  return known ?? ((texts.language === 'en' && failure?.message) || texts.errors.chat);
}
