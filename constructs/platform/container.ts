import type { Identity } from './identity';
import type { Container } from './kubernetes';
import type { ProgramProps } from './program';
import { toResources } from './resources';
import { RESTRICTED_CONTAINER } from './security';

/** What the containers of a workload have alike: the image, what they may not do, and what they take at most. */
export function containerOf(
  { helper }: Pick<Identity, 'helper'>,
  { image, imagePullPolicy = 'IfNotPresent', resources }: Pick<ProgramProps, 'image' | 'imagePullPolicy' | 'resources'>,
): Partial<Container> {
  const securityContext = RESTRICTED_CONTAINER;
  return helper('container', {
    image,
    imagePullPolicy,
    securityContext,
    resources: helper('resources', toResources(resources)),
  });
}
