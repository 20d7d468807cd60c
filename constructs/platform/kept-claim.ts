import { Construct } from 'constructs';
import { type Optional, embed } from '../values';
import { PersistentVolumeClaim } from './kubernetes';
import { checkProps } from './shapes/program';
import { KEPT_CLAIM } from './shapes/namespace';

/** What a `KeptClaim` asks for. */
export interface KeptClaimProps {
  /** Unique among the claims of the namespace. */
  readonly name: string;
  /** @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Size of the volume, a quantity. It cannot shrink. */
  readonly size: string;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: Optional<string>;
}

/** A claim that neither Helm nor Argo CD removes when the release goes: what is in it is worth more than the release. */
export class KeptClaim extends Construct {
  constructor(scope: Construct, id: string, props: KeptClaimProps) {
    super(scope, id);
    checkProps(this, props, KEPT_CLAIM);
    const { name, labels, size, storageClass } = props;
    const annotations = {
      'helm.sh/resource-policy': 'keep',
      'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    };
    new PersistentVolumeClaim(this, 'Resource', {
      metadata: { name, labels, annotations },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: embed(storageClass),
        resources: { requests: { storage: size } },
      },
    });
  }
}
