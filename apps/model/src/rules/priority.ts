import type { Priority } from './intent.ts';

const words: Readonly<Record<string, Priority>> = {
  high: 'high',
  highest: 'high',
  top: 'high',
  urgent: 'high',
  important: 'high',
  normal: 'normal',
  medium: 'normal',
  low: 'low',
  lowest: 'low',
};

/** A pattern with the named group `priority`. */
export const priorityWord = `(?<priority>${Object.keys(words).join('|')})`;

export function priorityOf(word: string): Priority {
  return words[word.toLowerCase()] ?? 'normal';
}
