import { todoGlobalValues } from '../../constructs/chatbot/globals';
import { ofKind, workloadsOf } from './support/objects';
import { plainOf } from './support/stack';

const plain = plainOf({});
const prefixed = plainOf({ global: { fullnameOverride: 'second', nameOverride: 'shop' } });
const namesOf = (objects: typeof plain) =>
  objects.filter(({ kind }) => kind !== 'Namespace').map(({ kind, metadata }) => `${kind}/${metadata.name}`);

test('with fullnameOverride every name has the prefix, so that a second release fits into the namespace', () => {
  const digest = /-[0-9a-f]{8}$/;
  const expected = namesOf(plain).map((name) => name.replace('/', '/second-').replace(digest, ''));
  expect(namesOf(prefixed).map((name) => name.replace(digest, ''))).toEqual(expected);
});

// Of a StatefulSet, its pods have a label with the name and a hash. Sources: Kubernetes' validation of CronJobs; RFC 1123.
const LONGEST: Readonly<Record<string, number>> = { CronJob: 52, StatefulSet: 52, Job: 63, Service: 63, Pod: 63 };

test('with the longest prefix that is accepted, every name is short enough for its kind', () => {
  const { fullnameOverride } = todoGlobalValues.fields;
  const prefix = 'x'.repeat(fullnameOverride.maxLength!);
  const switches = { global: { fullnameOverride: prefix, model: { mode: 'ollama' } }, backup: { enabled: true } };
  const objects = plainOf(switches);
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['CronJob', 'StatefulSet', 'Job', 'Service']));
  const long = objects.filter(({ kind, metadata }) => metadata.name.length > (LONGEST[kind] ?? 253));
  expect(long.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
});

test('no object reads or reaches one of the other names', () => {
  const names = new Set(plain.map(({ metadata }) => metadata.name));
  const addresses = ofKind(prefixed, 'ConfigMap').flatMap(({ data }) => Object.values(data!));
  const hosts = addresses.flatMap((text) => /^http:\/\/([-a-z0-9]+):/.exec(text)?.[1] ?? []);
  expect(hosts.sort()).toEqual(['second-agent', 'second-backend', 'second-backend', 'second-mcp', 'second-model']);
  expect(addresses).toContain('second-database');
  const accounts = workloadsOf(prefixed).map(({ spec }) => spec.template.spec.serviceAccountName!);
  expect(accounts.filter((name) => names.has(name))).toEqual([]);
});

test('nameOverride is what the objects say they are part of; what selects pods stays', () => {
  for (const { kind, metadata } of prefixed) {
    if (kind !== 'Namespace') expect(metadata.labels!['app.kubernetes.io/part-of']).toBe('shop');
  }
  const selectors = (objects: typeof plain) => ofKind(objects, 'Service').map(({ spec }) => spec!.selector);
  expect(selectors(prefixed)).toEqual(selectors(plain));
});
