import { prepare } from '../../support/setup';
import * as namespaces from './namespaces';

export default function setup(): Promise<void> {
  return prepare(Object.values(namespaces));
}
