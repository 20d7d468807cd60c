import { schemaOf, string } from '../../../constructs/values';

const schemaFor = (pattern: string) =>
  schemaOf(string({ description: 'For a test', default: '1', pattern, expected: 'a text' }), { required: true });

test.each(['^[a-z0-9.:/_]+$', '^(1|2)$', '^[0-9]+([.][0-9]+)*$', '^1[.]?$'])(
  'the pattern %s lets no line break through by itself',
  (pattern) => expect(schemaFor(pattern)).not.toHaveProperty('allOf'),
);

test.each(['^[^a]*$', '^.*$', '^1|.$', '^1$|^2$', '^(a)|1$', '^\\S+$', '1', '^[\\s1]$'])(
  'beside the pattern %s it is said that there is no line break',
  (pattern) => expect(schemaFor(pattern)).toHaveProperty('allOf'),
);
