export const languages = ['en', 'ar'] as const;

export type Language = (typeof languages)[number];

export type Direction = 'ltr' | 'rtl';

/** The cookie that keeps a choice made by hand. */
export const languageCookie = 'language';

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/**
 * The language to draw the page in: what the person chose, else what the browser likes best of what there is.
 * @param chosen the cookie's value
 * @param accepted the header `Accept-Language`
 */
export function chooseLanguage(chosen: string | undefined, accepted: string | null): Language {
  if (isLanguage(chosen)) return chosen;
  const wishes = (accepted ?? '').slice(0, 500).split(',').map(readWish);
  const best = wishes.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return best.map(({ language }) => language).find(isLanguage) ?? 'en';
}

function readWish(wish: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality ? Number(quality.slice(2)) : 1;
  return { language: tag.split('-')[0] ?? '', weight: Number.isFinite(weight) ? weight : 0 };
}
