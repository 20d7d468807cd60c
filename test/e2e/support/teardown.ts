import { NAMESPACE, removeNamespace } from './release';
import { OTHER_NAMESPACE } from './other-namespace';

/** After all files: nothing stays. */
export default async function teardown(): Promise<void> {
  await Promise.all([NAMESPACE, OTHER_NAMESPACE].map((namespace) => removeNamespace(namespace)));
}
