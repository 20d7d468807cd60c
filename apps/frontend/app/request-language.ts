import { cookies, headers } from 'next/headers';
import { chooseLanguage, languageCookie } from '../client/texts/language.ts';
import { textsOf } from '../client/texts/languages.ts';
import type { Texts } from '../client/texts/index.ts';

/** The texts for whoever sends the request that is being answered. */
export async function requestTexts(): Promise<Texts> {
  const chosen = (await cookies()).get(languageCookie)?.value;
  return textsOf[chooseLanguage(chosen, (await headers()).get('accept-language'))];
}
