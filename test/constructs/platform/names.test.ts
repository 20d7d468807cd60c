import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { CIDR } from '../../../constructs/platform/names';

const isRange = (range: string) => new RegExp(CIDR.pattern).test(range);
/** Addresses, and texts that are nearly some. */
const group = fc
  .oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 0xffff }) }, fc.constantFrom(0x10000))
  .map((n) => n.toString(16));
const sixLike = fc
  .array(fc.oneof({ weight: 7, arbitrary: group }, fc.constant('')), { minLength: 1, maxLength: 9 })
  .map((groups) => groups.join(':'));
const fourLike = fc
  .array(fc.integer({ min: 0, max: 270 }), { minLength: 3, maxLength: 5 })
  .map((bytes) => bytes.join('.'));

test('an address range is what Node takes for an address, with a length that it may have', () => {
  const seen = { six: 0, four: 0 };
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV6().map((address) => address.toLowerCase()),
        sixLike,
      ),
      (address) => {
        // An IPv4 address at the end is left out: nobody writes a range so.
        fc.pre(!address.includes('.'));
        if (isIPv6(address)) seen.six += 1;
        expect([address, isRange(`${address}/64`)]).toEqual([address, isIPv6(address)]);
      },
    ),
    { numRuns: 5000 },
  );
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fourLike), (address) => {
      if (isIPv4(address)) seen.four += 1;
      expect([address, isRange(`${address}/24`)]).toEqual([address, isIPv4(address)]);
    }),
    { numRuns: 1000 },
  );
  expect(seen.six).toBeGreaterThan(500);
  expect(seen.four).toBeGreaterThan(100);
});

test.each([
  ['10.0.0.0/0', true],
  ['10.0.0.0/32', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/08', false],
  ['fd00::/0', true],
  ['fd00::/128', true],
  ['fd00::/129', false],
  ['fd00:1:2:3:4::a:b/128', true],
  ['fd00::', false],
  ['10.0.0.0', false],
])('%s: %s', (range, right) => {
  expect(isRange(range)).toBe(right);
});
