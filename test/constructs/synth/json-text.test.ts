import fc from 'fast-check';
import { jsonText } from '../../../constructs/synth/json-text';

test('what fits into a row stands in one, long lists of words in few', () => {
  const words = Array.from({ length: 30 }, (_, index) => `word${index}`);
  const text = jsonText({ port: { type: 'integer', minimum: 1 }, none: [], required: words });
  const [open, port, none, required, first, ...rest] = text.split('\n');
  expect([open, port, none, required]).toEqual([
    '{',
    ' "port": {"type": "integer", "minimum": 1},',
    ' "none": [],',
    ' "required": [',
  ]);
  expect(first).toMatch(/^ {2}"word0", "word1", .*,$/);
  expect(first!.length).toBeGreaterThan(100);
  expect(rest).toHaveLength(4);
});

test('is the same JSON, without what is undefined', () => {
  expect(jsonText({ a: undefined, b: null })).toBe('{"b": null}');
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(JSON.parse(jsonText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
