import { removeNamespace } from '../../support/release';
import * as namespaces from './namespaces';

/** After all files: nothing stays. */
export default async function teardown(): Promise<void> {
  await Promise.all(Object.values(namespaces).map((namespace) => removeNamespace(namespace)));
}
