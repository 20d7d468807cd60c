import type { Construct } from 'constructs';
import { Subchart } from '../synth';
import { checkName } from './shapes/program';

/**
 * The name of a workload and of all that surrounds it: the one that it is given, or the id of the subchart or construct around.
 * @throws ChatbotError when that cannot be the name of a Service.
 */
export function componentNameOf(
  construct: Construct,
  name = Subchart.around(construct)?.node.id ?? construct.node.id,
): string {
  checkName(construct, name);
  return name;
}
