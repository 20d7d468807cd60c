import { ar } from './ar.ts';
import { en, type Texts } from './en.ts';
import type { Language } from './language.ts';

/** All languages at once: for the server, which hands one of them to the page. */
export const textsOf: Readonly<Record<Language, Texts>> = { en, ar };
