/** What a host name is. Source: RFC 1123. */
export const HOST_NAME = {
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  expected: 'a host name such as todo.example.com',
};

/** What the name of an object is. Source: Kubernetes documentation, Object Names and IDs. */
export const OBJECT_NAME = {
  pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
  expected: 'a name of lower case letters, digits, dashes and dots',
};

/** An address range, of either family. */
export const CIDR = {
  pattern:
    '^([0-9]{1,3}([.][0-9]{1,3}){3}/[0-9]{1,2}|[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}/[0-9]{1,3}|[0-9a-f:][0-9a-f:]+::[0-9a-f]{0,4}/[0-9]{1,3})$',
  maxLength: 43,
};
