import type { Texts } from './en.ts';
import type { Plural } from './plural.ts';

export type { Texts } from './en.ts';
export type { Direction, Language } from './language.ts';
export type { Outcome, Plural } from './plural.ts';

/** A text with its `{names}` replaced; one that is not given stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (name, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? name) : name));
}

/** A number in the digits of the language. */
export function numberText(texts: Texts, value: number): string {
  return new Intl.NumberFormat(texts.locale).format(value);
}

/** The sentence that the language uses for this many. */
export function countText(texts: Texts, forms: Plural, count: number): string {
  const form = forms[new Intl.PluralRules(texts.locale).select(count)] ?? forms.other;
  return fill(form, { count: numberText(texts, count) });
}

/** A moment (ISO 8601) as date and time of the reader's own clock. */
export function momentText(texts: Texts, moment: string, withTime = true): string {
  const style = withTime ? ({ dateStyle: 'medium', timeStyle: 'short' } as const) : ({ dateStyle: 'long' } as const);
  return new Intl.DateTimeFormat(texts.locale, style).format(new Date(moment));
}

/** What a tool did, as a person would say it. */
export function toolText(texts: Texts, name: string, ok: boolean): string {
  return (entryOf(texts.tools, name) ?? texts.unknownTool)[ok ? 0 : 1];
}

/** The text of a key that came over the wire; undefined for one that this version does not know. */
export function entryOf<Value>(entries: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}
