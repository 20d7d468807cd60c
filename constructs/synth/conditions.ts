import type { IConstruct } from 'constructs';
import { type Condition, and } from '../values';

const conditions = new WeakMap<IConstruct, Condition>();

/** Makes a construct, and all that is in its scope, depend on a condition: in the chart and in plain manifests alike. */
export function onlyWhen<C extends IConstruct>(condition: Condition, construct: C): C {
  const whole = and(conditions.get(construct) ?? true, condition);
  conditions.set(construct, whole);
  // What a literal switches off is not there: neither here nor under stock cdk8s.
  if (whole === false) construct.node.scope?.node.tryRemoveChild(construct.node.id);
  return construct;
}

/** The condition of a construct: that of all the constructs around it. */
export function conditionOf(construct: IConstruct): Condition {
  return and(...construct.node.scopes.map((scope) => conditions.get(scope) ?? true));
}
