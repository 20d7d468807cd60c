import type { Construct } from 'constructs';
import { Subchart } from '../synth';
import { ChatbotError } from '../values';
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

/**
 * What an object is called to which Kubernetes adds something: to the name of a CronJob's Job the time, to that of a
 * StatefulSet in the labels of its pods a revision. Both have eleven characters, and 63 are the most.
 * @throws ChatbotError when it is longer than 52 characters.
 */
export function checkSpare({ node }: Construct, kind: 'CronJob' | 'StatefulSet', name: string): void {
  if (name.length > 52)
    throw new ChatbotError(`${node.path}: the name ${name} has ${name.length} characters, and a ${kind}'s 52 at most`);
}
