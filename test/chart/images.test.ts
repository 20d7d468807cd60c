import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeWithHelm } from '../constructs/support/helm';
import { valueOf } from './support/arbitrary';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import { leavesOf, overlayOf, switchesOf, together } from './support/declared';
import { type KubernetesObject, containersOf, keyOf, workloadsOf } from './support/objects';
import type { Json } from '../../constructs/values';
import { declaration, environments, overlayText, plainOf, readOverlay } from './support/stack';

const REGISTRY = 'registry.example.com:5000/team';
const SWITCH = { global: { imageRegistry: REGISTRY } };
// What people pass on in Kubernetes' form has the images that they write.
const NOTHING_PASSED_ON = together(
  ...leavesOf(declaration)
    .filter(({ declaration: one }) => one.kind === 'list' && one.item.kind === 'object')
    .map(({ path }) => overlayOf(path, [])),
);

/** Every image of an object, wherever it stands: of containers of all kinds, and `imageName` of CloudNativePG. */
function imagesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    (key === 'image' || key === 'imageName') && typeof one === 'string' ? [one] : imagesIn(one),
  );
}

const notFromRegistry = (objects: readonly KubernetesObject[]) =>
  objects.flatMap((object) =>
    imagesIn(object)
      .filter((image) => !image.startsWith(`${REGISTRY}/`))
      .map((image) => `${keyOf(object)}: ${image}`),
  );

test.each(environments)('one switch rewrites every image of $environment', ({ environment, values }) => {
  const objects = plainOf(together(values, SWITCH), environment);
  expect(objects.flatMap(imagesIn).length).toBeGreaterThan(5);
  expect(notFromRegistry(objects)).toEqual([]);
  expect(notFromRegistry(plainOf(values, environment)).length).toBe(objects.flatMap(imagesIn).length);
});

// Every image that the values name, and the one that a digest is said of.
const repositories = leavesOf(declaration).flatMap(({ path, declaration: one }) =>
  path.slice(-2).join('.') === 'image.repository' && one.kind === 'string' ? [one.default] : [],
);
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const PINS = { global: { imageDigests: Object.fromEntries(repositories.map((one) => [one, DIGEST])) } };

test.each(environments)('one map pins every image of $environment, but for a digest of its own', (one) => {
  const imagesWith = (values: Json) => plainOf(together(one.values, values), one.environment).flatMap(imagesIn);
  const pinned = imagesWith(PINS);
  expect(pinned.length).toBeGreaterThan(5);
  expect(pinned.filter((image) => !image.endsWith(`@${DIGEST}`))).toEqual([]);
  const own = `sha256:${'f'.repeat(64)}`;
  const images = imagesWith(together(PINS, { backend: { image: { digest: own } } }));
  expect(new Set(images.filter((image) => !image.endsWith(`@${DIGEST}`)))).toEqual(
    new Set([`todo-chatbot/backend@${own}`]),
  );
});

test('it rewrites every image that a switch brings', () => {
  const { values } = environments[0]!;
  for (const { name, overlay } of switchesOf(declaration, values)) {
    const found = notFromRegistry(plainOf(together(values, overlay, NOTHING_PASSED_ON, SWITCH)));
    expect({ name, found }).toEqual({ name, found: [] });
  }
}, 120_000);

test('it rewrites every image of random overlays', () => {
  const property = fc.property(valueOf(declaration), (values) => {
    const overlay = readOverlay(overlayText(together(values, NOTHING_PASSED_ON, SWITCH)));
    expect(notFromRegistry(plainOf(overlay))).toEqual([]);
  });
  fc.assert(property, { numRuns: 50 });
}, 180_000);

test.each(environments)('the pods of $environment have the user that the Dockerfiles of their images say', (one) => {
  const ours = workloadsOf(plainOf(one.values, one.environment)).flatMap((workload) =>
    containersOf(workload).flatMap(({ image }) => {
      const [, program] = /^todo-chatbot\/(\w+):/.exec(image!) ?? [];
      return program ? [{ program, user: workload.spec.template.spec.securityContext!.runAsUser }] : [];
    }),
  );
  expect(ours.length).toBeGreaterThan(4);
  for (const { program, user } of ours)
    expect(readFileSync(join('apps', program, 'Dockerfile'), 'utf8')).toContain(`\nUSER ${user}\n`);
});

describeWithHelm(4, 'helm template', (helm) => {
  const { path, chart } = chartFolder();

  // Tests and hooks too, which plain manifests do not have.
  test.each(environments)('one switch rewrites every image of $environment', ({ environment, values }) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(together(values, SWITCH, PINS)));
    const objects = objectsIn(helmTemplate(helm, chart, environment, file));
    expect(objects.flatMap(imagesIn).filter((image) => !image.endsWith(`@${DIGEST}`))).toEqual([]);
    expect(objects.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook']).flatMap(imagesIn)).not.toEqual([]);
    expect(notFromRegistry(objects)).toEqual([]);
  });
});
