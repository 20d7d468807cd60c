import type { Task } from './task.ts';

/**
 * The tasks that a name may mean: those with exactly this title, else those whose title has every word of the name, each at
 * the beginning of a word.
 */
export function matching(tasks: readonly Task[], name: string): readonly Task[] {
  const exact = tasks.filter((task) => fold(task.title) === fold(name));
  if (exact.length > 0) return exact;
  const words = fold(name)
    .split(' ')
    .filter((word) => !fillers.has(word));
  if (words.length === 0) return [];
  return tasks.filter((task) => {
    const titleWords = fold(task.title).split(' ');
    return words.every((word) => titleWords.some((titleWord) => titleWord.startsWith(word)));
  });
}

const fillers = new Set(['', 'a', 'an', 'the', 'my', 'task']);

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/gu, ' ')
    .trim();
}

/** The place that "the second one", "number 2" or "2" names, counted from 0. */
export function ordinal(text: string): number | undefined {
  const word =
    /^(?:the |number |no\.? |#)*(first|second|third|fourth|fifth|last|\d{1,2})(?:st|nd|rd|th)?(?: one| task)?[.!]?$/i.exec(
      text.trim(),
    )?.[1];
  if (word === undefined) return undefined;
  const index = ['first', 'second', 'third', 'fourth', 'fifth'].indexOf(word.toLowerCase());
  if (index >= 0) return index;
  return word.toLowerCase() === 'last' ? -1 : Number(word) - 1;
}
