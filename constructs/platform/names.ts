/** What a host name is. Source: RFC 1123. */
export const HOST_NAME = {
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  expected: 'a host name such as todo.example.com',
};

/** What the name of an object is, which has the form of a host name. Source: Kubernetes documentation, Object Names and IDs. */
export const OBJECT_NAME = {
  pattern: HOST_NAME.pattern,
  expected: 'a name of lower case letters, digits, dashes and dots',
};

/** The same, or nothing. */
export const NAME_OR_NONE = `^(${OBJECT_NAME.pattern.slice(1, -1)})?$`;

const BYTE = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const GROUP = '[0-9a-f]{1,4}';
// At most seven groups with :: somewhere among them, or eight.
const IPV6 = [
  `(${GROUP}:){7}(${GROUP}|:)`,
  `(${GROUP}:){1,6}:`,
  ...[6, 5, 4, 3, 2, 1].map((before) => `(${GROUP}:){${before}}(:${GROUP}){1,${7 - before}}`),
  `:((:${GROUP}){1,7}|:)`,
].join('|');

/** An address range, of either family. */
export const CIDR = {
  pattern: `^(${BYTE}([.]${BYTE}){3}/([12]?[0-9]|3[0-2])|(${IPV6})/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$`,
};
