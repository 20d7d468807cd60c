import type { Texts } from './texts/index.ts';

export type Urgency = 'overdue' | 'today' | 'later';

export interface DueDate {
  readonly text: string;
  readonly urgency: Urgency;
}

/**
 * How a due date reads today.
 * @param date YYYY-MM-DD
 * @param now the reader's clock; a date has no time zone, so the reader's own calendar day counts
 */
export function describeDueDate(texts: Texts, date: string, now: Date = new Date()): DueDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((Date.UTC(year, month - 1, day) - today) / 86_400_000);
  const urgency = days < 0 ? 'overdue' : days === 0 ? 'today' : 'later';
  return { text: nearby(texts, days) ?? calendarDay(texts, year, month, day, now), urgency };
}

function nearby(texts: Texts, days: number): string | undefined {
  if (days === -1) return texts.tasks.yesterday;
  if (days === 0) return texts.tasks.today;
  if (days === 1) return texts.tasks.tomorrow;
  return undefined;
}

function calendarDay(texts: Texts, year: number, month: number, day: number, now: Date): string {
  const withYear = year !== now.getFullYear();
  const format = new Intl.DateTimeFormat(texts.locale, {
    timeZone: 'UTC',
    weekday: withYear ? undefined : 'short',
    day: 'numeric',
    month: 'short',
    year: withYear ? 'numeric' : undefined,
  });
  return format.format(new Date(Date.UTC(year, month - 1, day)));
}
