import { ApiError } from './request.ts';
import type { Texts } from './texts/index.ts';

/** Why a request did not work, in words for the person. */
export function failureText(texts: Texts, cause: unknown): string {
  if (!(cause instanceof ApiError)) return texts.errors.unavailable;
  // The backend speaks English; elsewhere its sentence would be a foreign body.
  if (cause.kind === 'refused' && cause.detail && texts.language === 'en') return cause.detail;
  return texts.errors[cause.kind];
}
