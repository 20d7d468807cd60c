import { flag, integer } from '../../../imports/shape/shape';
import { labels, objectName, quantity } from '../../../imports/shape/words';
import type { KeptClaimProps } from '../kept-claim';
import type { ContainerBoundsProps, NamespaceQuotaProps } from '../namespace-bounds';
import { amounts, resources } from './program';
import { props } from './words';

/** Of `NamespaceQuotaProps`. */
export const NAMESPACE_QUOTA = props<NamespaceQuotaProps>(
  { pods: integer(0), resources, claims: integer(0), storage: quantity },
  { enabled: flag },
);

/** Of `ContainerBoundsProps`. */
export const CONTAINER_BOUNDS = props<ContainerBoundsProps>({ defaults: resources, most: amounts }, { enabled: flag });

/** Of `KeptClaimProps`. */
export const KEPT_CLAIM = props<KeptClaimProps>(
  { name: objectName, size: quantity },
  { labels, storageClass: objectName },
);
