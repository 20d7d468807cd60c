import { shared } from '../values';

/** User and group of programs: above those of a node's own users, which begin at 1000 and rarely reach 10000. */
export const PROGRAM_USER = 10001;

/**
 * What Pod Security "restricted" asks of a pod. Source: Kubernetes documentation, Pod Security Standards.
 * @param user numeric user and group, not 0
 */
export function restrictedPod(user: number) {
  return shared('restrictedPod', { user }, (told) => ({
    runAsNonRoot: true,
    runAsUser: told.user,
    runAsGroup: told.user,
    fsGroup: told.user,
    // A large volume whose owner fits is not walked through at each start.
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  }));
}

/** The same for each of its containers, and a read-only root besides. */
export const RESTRICTED_CONTAINER = shared('restrictedContainer', {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
});
