import type { Dictionary, List } from '../values';
import type { Autoscaling } from './autoscaling';
import type { ServicePodProps } from './pod';
import type { ProbeTimes } from './probes';
import type { ProgramProps } from './program';
import type { ServiceSettings } from './service';

/** What a `WebService` is made of. Its settings stand in a ConfigMap. */
export interface WebServiceProps extends ProgramProps, ServicePodProps {
  /** TCP port of the container and of the Service, 1024 to 65535. */
  readonly port: number;
  /** TCP port of `/metrics`, for what shall not be reachable where the service is. @default - that of the service */
  readonly metricsPort?: number;
  /** Ignored while autoscaling is on. @default 1 */
  readonly replicas?: number;
  /** @default - the number of replicas is fixed */
  readonly autoscaling?: Autoscaling;
  /** @default - every 5 s, 3 s for an answer, 60 s for a start */
  readonly probes?: ProbeTimes;
  /** The longest answer, streams included, in seconds: as long a pod that ends may take to finish. @default 60 */
  readonly longestAnswerSeconds?: number;
  /**
   * Seconds for which the program goes on answering after SIGTERM, with `/readyz` at 503: for what an Ingress controller
   * leads to, since some send requests to a pod that ends until it is not ready any more. @default 0
   */
  readonly lameDuckSeconds?: number;
  /** Runs to its end before the container starts, with the same image, settings and secrets. @default - nothing */
  readonly before?: { readonly name: string; readonly command: readonly string[] };
  /** More containers beside, in Kubernetes' form. @default - none */
  readonly sidecars?: List<Dictionary<unknown>>;
  /** @default - reachable in the cluster only */
  readonly service?: ServiceSettings;
  /** Pods that may go at a time, where there are two at least. @default 1 */
  readonly maxUnavailable?: number;
}
