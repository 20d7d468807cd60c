import { Construct } from 'constructs';
import { ChatbotError, type List, add, checksum, each, isUnresolved, named, not, when } from '../values';
import { Subchart } from '../synth';
import { type Autoscaling, autoscale, protect } from './autoscaling';
import { type Identity, identityOf } from './identity';
import { ConfigMap, type Container, Deployment, type PodSpec, Service, ServiceAccount } from './kubernetes';
import { Traffic } from './network';
import { type PodProps, type WritableFolders, podOf, writableMounts, writableVolumes } from './pod';
import { type ProbeTimes, probes } from './probes';
import { type Resources, toResources } from './resources';
import { type SecretFile, secretMounts, secretVariables, secretVolumes } from './secret-files';
import { RESTRICTED_CONTAINER } from './security';
import { StartOrder } from './start-order';

export interface WebServiceProps extends PodProps {
  /** Name of the workload, its Service and all else. @default - the id of the subchart or construct around it */
  readonly name?: string;
  /** Full reference of the image. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** TCP port of the container and of the Service, 1024 to 65535. */
  readonly port: number;
  /** TCP port of `/metrics`, for what shall not be reachable where the service is. @default - that of the service */
  readonly metricsPort?: number;
  /** Ignored while autoscaling is on. @default 1 */
  readonly replicas?: number;
  /** @default - the number of replicas is fixed */
  readonly autoscaling?: Autoscaling;
  readonly resources: Resources;
  /** @default - every 5 s, 3 s for an answer, 60 s for a start */
  readonly probes?: ProbeTimes;
  /** Settings that are no secrets, by environment variable. They stand in a ConfigMap. @default - none */
  readonly environment?: Readonly<Record<string, string>>;
  /** More environment variables, which go before those of the ConfigMap. @default - none */
  readonly extraEnv?: List<{ readonly name: string; readonly value: string }>;
  /** Secrets that the container reads as files. @default - none */
  readonly secrets?: readonly SecretFile[];
  /** Folders that the container may write to, with their size limit. @default - /tmp with 64Mi */
  readonly writable?: WritableFolders;
  /** The longest answer, streams included, in seconds: as long a pod that ends may take to finish. @default 60 */
  readonly longestAnswerSeconds?: number;
  /**
   * Seconds for which the program goes on answering after SIGTERM, with `/readyz` at 503: for what an Ingress controller
   * leads to, since some send requests to a pod that ends until it is not ready any more. @default 0
   */
  readonly lameDuckSeconds?: number;
  /** Numeric user and group of the process; not 0. @default 1000 */
  readonly user?: number;
  /** Runs to its end before the container starts, with the same image, settings and secrets. @default - nothing */
  readonly before?: { readonly name: string; readonly command: readonly string[] };
}

const LONGEST_ANSWER_SECONDS = 60;
/** Seconds for which a pod that ends still gets new connections, until all proxies know that it does. */
const PRE_STOP_SECONDS = 5;

/**
 * A program that answers over HTTP: Deployment, Service, ConfigMap, ServiceAccount, HorizontalPodAutoscaler,
 * PodDisruptionBudget and NetworkPolicy. It has `/healthz`, which answers as long as it lives, and `/readyz`, which answers
 * when its dependencies do. It finds its port in `PORT`, and in `DRAIN_SECONDS` how long it may finish what runs after SIGTERM.
 * Its pods are "restricted" with a read-only root, have no API token, and drain before they end.
 */
export class WebService extends Construct {
  readonly identity: Identity;
  readonly port: number;
  readonly traffic: Traffic;
  readonly startOrder: StartOrder;
  private readonly environment: Record<string, string>;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    this.identity = identityOf(this, props.name ?? Subchart.around(this)?.node.id ?? id);
    checkProps(this, props);
    this.startOrder = new StartOrder(this.identity.component);
    this.port = props.port;
    this.environment = {
      PORT: String(props.port),
      ...(props.metricsPort === undefined ? {} : { METRICS_PORT: String(props.metricsPort) }),
      DRAIN_SECONDS: String(props.longestAnswerSeconds ?? LONGEST_ANSWER_SECONDS),
      ...(props.lameDuckSeconds === undefined ? {} : { LAME_DUCK_SECONDS: String(props.lameDuckSeconds) }),
      ...props.environment,
    };
    const { name, labels } = this.identity;
    const metadata = { name, labels };
    new ServiceAccount(this, 'serviceaccount', { metadata, automountServiceAccountToken: false });
    new ConfigMap(this, 'configmap', { metadata, data: this.settings });
    this.addDeployment(props);
    new Service(this, 'service', {
      metadata,
      spec: {
        selector: this.identity.selector,
        ports: [{ name: 'http', port: props.port, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
      },
    });
    if (props.autoscaling) autoscale(this, this.identity, props.autoscaling);
    protect(this, this.identity, props.replicas ?? 1, props.autoscaling);
    this.traffic = new Traffic(this, this.identity);
  }

  /** The address inside the cluster, e.g. `http://backend:8000`. */
  get url(): string {
    return `http://${this.identity.plainName}:${this.port}`;
  }

  /** Adds a setting. It may be called until synth. */
  set(variable: string, value: string): void {
    this.environment[variable] = value;
  }

  // Settings may still come: the object is shared, and read at synth.
  private get settings(): Record<string, string> {
    return named('config', this.environment);
  }

  private addDeployment(props: WebServiceProps): void {
    const { name, labels, selector } = this.identity;
    const replicas = props.replicas ?? 1;
    new Deployment(this, 'deployment', {
      metadata: { name, labels, annotations: this.startOrder.annotations },
      spec: {
        replicas: props.autoscaling ? when(not(props.autoscaling.enabled), replicas) : replicas,
        revisionHistoryLimit: 5,
        progressDeadlineSeconds: add((props.probes ?? DEFAULT_PROBES).startupSeconds, 240),
        selector: { matchLabels: selector },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          metadata: { labels: selector, annotations: { 'checksum/config': checksum('config', this.environment) } },
          spec: this.podSpec(props),
        },
      },
    });
  }

  private podSpec(props: WebServiceProps): PodSpec {
    const writable = props.writable ?? { '/tmp': '64Mi' };
    return {
      ...podOf(this.identity, props.user ?? 1000, props),
      terminationGracePeriodSeconds: add(
        props.longestAnswerSeconds ?? LONGEST_ANSWER_SECONDS,
        props.lameDuckSeconds ?? 0,
        2 * PRE_STOP_SECONDS,
      ),
      initContainers: props.before && [{ ...this.container(props, writable), ...props.before }],
      containers: [this.mainContainer(props, writable)],
      volumes: [...writableVolumes(writable), ...secretVolumes(props.secrets ?? [])],
    };
  }

  private mainContainer(props: WebServiceProps, writable: WritableFolders): Container {
    const http = (path: string) => ({ httpGet: { path, port: 'http' } });
    return {
      ...this.container(props, writable),
      ports: [
        { name: 'http', containerPort: props.port, protocol: 'TCP' },
        ...(props.metricsPort === undefined
          ? []
          : [{ name: 'metrics', containerPort: props.metricsPort, protocol: 'TCP' }]),
      ],
      ...probes(
        { alive: http('/healthz'), ready: http('/readyz') },
        props.probes ?? DEFAULT_PROBES,
        this.identity.helper,
      ),
      lifecycle: { preStop: { exec: { command: ['sleep', String(PRE_STOP_SECONDS)] } } },
    };
  }

  private container(props: WebServiceProps, writable: WritableFolders): Container {
    const secrets = props.secrets ?? [];
    const extraEnv = props.extraEnv ? [each(props.extraEnv, ({ name, value }) => ({ name, value }))] : [];
    // Two containers have the same then, and the chart says it once.
    const once =
      props.before && secrets.some((file) => file.when === undefined) ? named : <T>(_: string, part: T) => part;
    return {
      name: this.identity.component,
      image: props.image,
      imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
      securityContext: RESTRICTED_CONTAINER,
      envFrom: [{ configMapRef: { name: this.identity.name } }],
      env: once('env', [...secretVariables(secrets), ...extraEnv]),
      resources: this.identity.helper('resources', toResources(props.resources)),
      volumeMounts: once('volumeMounts', [...writableMounts(writable), ...secretMounts(secrets)]),
    };
  }
}

const DEFAULT_PROBES: ProbeTimes = { periodSeconds: 5, timeoutSeconds: 3, startupSeconds: 60 };

// What Kubernetes would refuse, or run otherwise than meant, is refused where it is written.
function checkProps({ node }: Construct, { port, user, image }: WebServiceProps): void {
  if (!isUnresolved(port) && !(port >= 1024 && port <= 65535)) {
    throw new ChatbotError(
      `${node.path}: the port ${port} is not one from 1024 to 65535, where a process that is not root listens`,
    );
  }
  if (user === 0) throw new ChatbotError(`${node.path}: the user 0 is root; give a numeric user above 0`);
  if (typeof image === 'string' && image.endsWith(':latest')) {
    throw new ChatbotError(
      `${node.path}: the image ${image} has the tag latest, which means another image each day; name a version`,
    );
  }
}
