import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureText } from '../../client/failure.ts';
import { ApiError } from '../../client/request.ts';
import { ar } from '../../client/texts/ar.ts';
import { en } from '../../client/texts/en.ts';
import { countText, entryOf, fill, momentText, numberText, toolText } from '../../client/texts/index.ts';
import { chooseLanguage } from '../../client/texts/language.ts';

test('the chosen language counts most, then what the browser likes best, then English', () => {
  assert.equal(chooseLanguage('ar', 'en'), 'ar');
  assert.equal(chooseLanguage('xx', 'ar-EG'), 'ar');
  assert.equal(chooseLanguage(undefined, 'de, ar;q=0.4, en;q=0.3'), 'ar');
  assert.equal(chooseLanguage(undefined, 'ar;q=0.2,EN-us;q=0.9'), 'en');
  assert.equal(chooseLanguage(undefined, 'ar;q=0'), 'en');
  assert.equal(chooseLanguage(undefined, 'ar;q=x'), 'en');
  assert.equal(chooseLanguage(undefined, null), 'en');
});

/** Every text of a language with its path; the forms of a plural share one. */
function* textsIn(value: unknown, path = ''): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const rule = ['zero', 'one', 'two', 'few', 'many', 'other'].includes(key);
      yield* textsIn(inner, rule ? path : `${path}.${key}`);
    }
  }
}

test('the languages ask for the same values in the same places, and nothing is left in English', () => {
  const placeholders = (texts: object) => {
    const found = new Map<string, Set<string>>();
    for (const [path, text] of textsIn(texts)) {
      const names = found.get(path) ?? new Set();
      for (const [, name] of text.matchAll(/\{(\w+)\}/g)) names.add(name ?? '');
      found.set(path, names);
    }
    return found;
  };
  assert.deepEqual(placeholders(ar), placeholders(en));
  for (const [path, text] of textsIn(ar)) {
    if (!/^\.(language|locale|direction|switchLanguage|chat\.examples\.\d\.icon)/.test(path)) {
      assert.match(text, /[\u0600-\u06ff]|^\{\w+\}$/, path);
    }
  }
});

test('numbers, counts and moments read as the language has it', () => {
  assert.equal(numberText(en, 4000), '4,000');
  assert.equal(numberText(ar, 40), '٤٠');
  assert.equal(countText(en, en.tasks.found, 1), '1 task');
  assert.equal(countText(en, en.tasks.found, 2), '2 tasks');
  assert.equal(countText(ar, ar.tasks.found, 2), 'مهمتان');
  assert.equal(countText(ar, ar.tasks.found, 3), '٣ مهام');
  assert.equal(countText(ar, ar.tasks.found, 11), '١١ مهمة');
  assert.match(momentText(en, '2026-11-21T12:00:00Z', false), /21 November 2026/);
  assert.match(momentText(ar, '2026-11-21T12:00:00Z'), /٢٠٢٦/);
});

test('a value is put in literally, and a name that is not given stays', () => {
  assert.equal(fill('Deleted “{title}” {x}', { title: '$& {x}' }), 'Deleted “$& {x}” {x}');
  assert.equal(fill('{constructor}', {}), '{constructor}');
});

test('tools have words, an unknown one too', () => {
  assert.equal(toolText(en, 'add_task', true), 'Added a task');
  assert.equal(toolText(en, 'add_task', false), 'Could not add a task');
  assert.equal(toolText(en, 'constructor', true), 'Used a tool');
  assert.equal(entryOf(en.errors.codes, 'toString'), undefined);
});

test('a failure is told in the language of the person; the English words of the backend only in English', () => {
  const refused = new ApiError('refused', 422, 'The title is too long.');
  assert.equal(failureText(en, refused), 'The title is too long.');
  assert.equal(failureText(ar, refused), ar.errors.refused);
  assert.equal(failureText(en, new ApiError('refused', 400)), en.errors.refused);
  assert.equal(failureText(en, new ApiError('tooMany', 429)), en.errors.tooMany);
  assert.equal(failureText(ar, new TypeError('x')), ar.errors.unavailable);
});
