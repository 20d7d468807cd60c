/** Days as ISO 8601 text (YYYY-MM-DD), in UTC: what people call them, and back. */

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  'january', 'february', 'march', 'april', 'may', 'june',
  'july', 'august', 'september', 'october', 'november', 'december',
]; // prettier-ignore
const counts = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const weekday = weekdays.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const month = months.map((name) => `${name}|${name.slice(0, 3)}`).join('|');
const day = '\\d{1,2}(?:st|nd|rd|th)?';

/** A pattern, without anchors, for every day that {@link parseDay} may understand. */
export const dayPattern = [
  'day after tomorrow',
  'today|tonight|tomorrow|tmrw',
  '(?:this|the|next) weekend',
  'next (?:week|month)',
  `(?:this |next |coming )?(?:${weekday})`,
  `in (?:an?|\\d{1,3}|${counts.join('|')}) (?:days?|weeks?)`,
  '\\d{4}-\\d{2}-\\d{2}',
  `(?:the )?${day} (?:of )?(?:${month})(?:,? \\d{4})?`,
  `(?:${month}) ${day}(?:,? \\d{4})?`,
].join('|');

/** The day that a phrase means, or undefined if it is not one. A bare weekday is the next one after today. */
export function parseDay(phrase: string, today: string): string | undefined {
  const text = phrase.toLowerCase().trim().replace(/\s+/g, ' ');
  return iso(text) ?? relative(text, today) ?? onWeekday(text, today) ?? onDate(text, today);
}

/** Moves a day by so many days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The Sunday that ends the day's week, which begins on Monday. */
export function endOfWeek(date: string): string {
  return addDays(date, (7 - weekdayOf(date)) % 7);
}

/** `Friday, 27 November 2026`. */
export function spellDay(date: string): string {
  const [year = '', monthNumber = '', dayNumber = ''] = date.split('-');
  const name = capitalize(months[Number(monthNumber) - 1] ?? '');
  return `${capitalize(weekdays[weekdayOf(date)] ?? '')}, ${String(Number(dayNumber))} ${name} ${year}`;
}

function iso(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text) ? text : undefined;
}

function relative(text: string, today: string): string | undefined {
  const named: Readonly<Record<string, number>> = {
    today: 0,
    tonight: 0,
    tomorrow: 1,
    tmrw: 1,
    'day after tomorrow': 2,
  };
  const days = named[text.replace(/^the (?=day)/, '')];
  if (days !== undefined) return addDays(today, days);
  const ahead = /^in (an?|\d{1,3}|[a-z]+) (day|week)s?$/.exec(text);
  if (ahead?.[1] !== undefined) return addDays(today, count(ahead[1]) * (ahead[2] === 'week' ? 7 : 1));
  if (text === 'next week') return addDays(endOfWeek(today), 1);
  if (text === 'next month') return firstOfNextMonth(today);
  if (text === 'next weekend') return addDays(endOfWeek(today), 6);
  return /^(this|the) weekend$/.test(text) ? upcoming(6, addDays(today, -1)) : undefined;
}

function count(word: string): number {
  if (word.startsWith('a')) return 1;
  return counts.includes(word) ? counts.indexOf(word) : Number(word);
}

function onWeekday(text: string, today: string): string | undefined {
  const match = /^(?:(this|next|coming) )?([a-z]+)$/.exec(text);
  const index = weekdays.findIndex((name) => name === match?.[2] || name.slice(0, 3) === match?.[2]);
  if (index < 0) return undefined;
  // "next Friday" is the one of the week that begins on the coming Monday.
  return match?.[1] === 'next' ? upcoming(index, endOfWeek(today)) : upcoming(index, today);
}

function onDate(text: string, today: string): string | undefined {
  const words = text.replace(/^the /, '').replace(/ of /, ' ').replace(',', '').split(' ');
  const monthAt = words.findIndex((word) => monthIndex(word) >= 0);
  if (monthAt < 0 || monthAt > 1) return undefined;
  const dayNumber = Number.parseInt(words[1 - monthAt] ?? '', 10);
  const write = (year: number) => [year, two(monthIndex(words[monthAt] ?? '') + 1), two(dayNumber)].join('-');
  const thisYear = Number(today.slice(0, 4));
  if (words[2] !== undefined) return iso(write(Number(words[2])));
  const date = write(thisYear);
  return iso(date < today ? write(thisYear + 1) : date);
}

function monthIndex(word: string): number {
  return months.findIndex((name) => name === word || name.slice(0, 3) === word);
}

/** The next day after `date` that is the weekday with this index. */
function upcoming(index: number, date: string): string {
  return addDays(date, ((index - weekdayOf(date) + 6) % 7) + 1);
}

function firstOfNextMonth(date: string): string {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 1)).toISOString().slice(0, 10);
}

function weekdayOf(date: string): number {
  return new Date(date).getUTCDay();
}

/** Whether the calendar has this day: 2026-02-30 is none. */
export function isDay(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
