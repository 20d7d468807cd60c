import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addDays, dayPattern, endOfWeek, isDay, parseDay, spellDay } from '../src/rules/dates.ts';

// 2026-11-21 is a Saturday.
const saturday = '2026-11-21';
const phrases: readonly (readonly [phrase: string, day: string])[] = [
  ['today', '2026-11-21'],
  ['Tonight', '2026-11-21'],
  ['tomorrow', '2026-11-22'],
  ['day after  tomorrow', '2026-11-23'],
  ['monday', '2026-11-23'],
  ['Fri', '2026-11-27'],
  ['saturday', '2026-11-28'],
  ['this friday', '2026-11-27'],
  ['next friday', '2026-11-27'],
  ['next sunday', '2026-11-29'],
  ['in a day', '2026-11-22'],
  ['in 3 days', '2026-11-24'],
  ['in two weeks', '2026-12-05'],
  ['next week', '2026-11-23'],
  ['next month', '2026-12-01'],
  ['this weekend', '2026-11-21'],
  ['next weekend', '2026-11-28'],
  ['2026-12-24', '2026-12-24'],
  ['24 December', '2026-12-24'],
  ['the 24th of december', '2026-12-24'],
  ['December 24', '2026-12-24'],
  ['dec 24th, 2027', '2027-12-24'],
  ['1 march', '2027-03-01'],
];

for (const [phrase, day] of phrases) {
  test(`"${phrase}" is ${day}`, () => {
    assert.equal(parseDay(phrase, saturday), day);
    assert.match(phrase.replace(/\s+/g, ' '), new RegExp(`^(?:${dayPattern})$`, 'i'));
  });
}

for (const phrase of ['', 'milk', '2026-02-30', '31 february', 'friday the 13th', '13', 'march', 'next year']) {
  test(`"${phrase}" is no day`, () => {
    assert.equal(parseDay(phrase, saturday), undefined);
  });
}

test('from a weekday, "next" means the week that begins on Monday', () => {
  assert.equal(parseDay('friday', '2026-11-18'), '2026-11-20');
  assert.equal(parseDay('next friday', '2026-11-18'), '2026-11-27');
  assert.equal(parseDay('this weekend', '2026-11-18'), '2026-11-21');
  assert.equal(parseDay('wednesday', '2026-11-18'), '2026-11-25');
});

test('a week ends on Sunday', () => {
  assert.equal(endOfWeek('2026-11-16'), '2026-11-22');
  assert.equal(endOfWeek('2026-11-22'), '2026-11-22');
});

test('days cross months and leap years', () => {
  assert.equal(addDays('2028-02-28', 1), '2028-02-29');
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
  assert.equal(parseDay('next month', '2026-12-31'), '2027-01-01');
  assert.equal(isDay('2027-02-29'), false);
});

test('a day is spelled in words', () => {
  assert.equal(spellDay('2026-11-01'), 'Sunday, 1 November 2026');
});
