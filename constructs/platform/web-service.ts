import { Construct } from 'constructs';
import { add, checksum, each, merge, named, not, when } from '../values';
import { componentNameOf } from './component-name';
import { autoscale, protect } from './autoscaling';
import { listenAddress } from './cluster-network';
import { containerOf } from './container';
import { envSources } from './env-sources';
import { type Identity, identityOf } from './identity';
import {
  ConfigMap,
  type Container,
  Deployment,
  type DeploymentSpec,
  type PodSpec,
  ServiceAccount,
  type Volume,
  type VolumeMount,
} from './kubernetes';
import { Traffic } from './network';
import { type WritableFolders, passedOn, podMetadata, podOf, writableMounts, writableVolumes } from './pod';
import { type ProbeTimes, probes } from './probes';
import { checkProgram } from './program';
import { secretMounts, secretVariables, secretVolumes } from './secret-files';
import { PROGRAM_USER } from './security';
import { serve } from './service';
import { checkProps } from './shapes/program';
import { WEB_SERVICE } from './shapes/workloads';
import { StartOrder } from './start-order';
import type { WebServiceProps } from './web-service-props';

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
  /** Port of `/metrics`. */
  readonly metricsPort: number;
  readonly traffic: Traffic;
  readonly startOrder: StartOrder;
  /** Settings that every service has. */
  private readonly usual: Record<string, string>;
  private readonly environment: Record<string, string>;

  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    checkProps(this, props, WEB_SERVICE);
    const component = componentNameOf(this, props.name);
    this.identity = identityOf(this, component);
    checkProgram(this, props);
    this.startOrder = new StartOrder(this.identity.component);
    this.port = props.port;
    this.metricsPort = props.metricsPort ?? props.port;
    this.usual = {
      PORT: String(this.identity.ownPort(props.port)),
      HOST: listenAddress(this)!,
      DRAIN_SECONDS: String(props.longestAnswerSeconds ?? LONGEST_ANSWER_SECONDS),
    };
    this.environment = {
      ...(props.metricsPort === undefined ? {} : { METRICS_PORT: String(props.metricsPort) }),
      ...(props.lameDuckSeconds === undefined ? {} : { LAME_DUCK_SECONDS: String(props.lameDuckSeconds) }),
    };
    for (const [variable, value] of Object.entries(props.environment ?? {})) this.set(variable, value);
    const { name, labels } = this.identity;
    const metadata = { name, labels };
    new ServiceAccount(this, 'serviceaccount', { metadata, automountServiceAccountToken: false });
    new ConfigMap(this, 'configmap', { metadata, data: this.settings });
    this.addDeployment(props);
    serve(this, this.identity, props.port, props.service);
    if (props.autoscaling) autoscale(this, this.identity, props.autoscaling);
    protect(this, this.identity, props.replicas ?? 1, props.autoscaling, props.maxUnavailable);
    this.traffic = new Traffic(this, this.identity);
  }

  /** The address inside the cluster, e.g. `http://backend:8000`. */
  get url(): string {
    return `http://${this.identity.plainName}:${this.port}`;
  }

  /** Adds a setting. It may be called until synth. */
  set(variable: string, value: string): void {
    const settings = variable in this.usual ? this.usual : this.environment;
    settings[variable] = value;
  }

  // Settings may still come: the object is shared, and read at synth.
  private get settings(): Record<string, string> {
    return this.identity.own('config', merge(this.identity.helper('settings', this.usual), this.environment));
  }

  private addDeployment(props: WebServiceProps): void {
    const { name, labels, selector, helper } = this.identity;
    const replicas = props.replicas ?? 1;
    const rollout = {
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: add((props.probes ?? DEFAULT_PROBES).startupSeconds, 240),
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      replicas: props.autoscaling ? when(not(props.autoscaling.enabled), replicas) : replicas,
    };
    new Deployment(this, 'deployment', {
      metadata: { name, labels, annotations: this.startOrder.annotations },
      spec: merge<DeploymentSpec>(helper('rollout', rollout), {
        template: {
          metadata: this.identity.helper(
            'podMetadata',
            podMetadata(this.identity, { 'checksum/config': checksum('config', this.settings) }, props),
          ),
          spec: this.podSpec(props),
        },
      }),
    });
  }

  private podSpec(props: WebServiceProps): PodSpec {
    const writable = props.writable ?? { '/tmp': '64Mi' };
    return merge<PodSpec>(podOf(this.identity, props.user ?? PROGRAM_USER, props), {
      terminationGracePeriodSeconds: add(
        props.longestAnswerSeconds ?? LONGEST_ANSWER_SECONDS,
        ...(props.lameDuckSeconds === undefined ? [] : [props.lameDuckSeconds]),
        2 * PRE_STOP_SECONDS,
      ),
      initContainers: [
        ...(props.before ? [this.container(props, writable, props.before)] : []),
        ...passedOn<Container>(props.initContainers),
      ],
      containers: [this.mainContainer(props, writable), ...passedOn<Container>(props.sidecars)],
      volumes: [
        ...writableVolumes(writable),
        ...secretVolumes(props.secrets ?? []),
        ...passedOn<Volume>(props.extraVolumes),
      ],
    });
  }

  private mainContainer(props: WebServiceProps, writable: WritableFolders): Container {
    const http = (path: string) => ({ httpGet: { path, port: 'http' } });
    const { component, helper, ownPort } = this.identity;
    const port = (name: string, containerPort: number) => ({ name, containerPort, protocol: 'TCP' });
    const health = {
      ...probes({ alive: http('/healthz'), ready: http('/readyz') }, props.probes ?? DEFAULT_PROBES),
      lifecycle: { preStop: { exec: { command: ['sleep', String(PRE_STOP_SECONDS)] } } },
    };
    const ports = [
      port('http', ownPort(props.port)),
      ...(props.metricsPort === undefined ? [] : [port('metrics', props.metricsPort)]),
    ];
    const container = this.container(props, writable, { name: component });
    return merge<Container>(container, { ports }, helper('health', health));
  }

  private container(
    props: WebServiceProps,
    writable: WritableFolders,
    own: { readonly name: string; readonly command?: readonly string[] },
  ): Container {
    const secrets = props.secrets ?? [];
    const extraEnv = props.extraEnv ? [each(props.extraEnv, ({ name, value }) => ({ name, value }))] : [];
    // Two containers have the same then, and the chart says it once.
    const once =
      props.before && secrets.some((file) => file.when === undefined) ? named : <T>(_: string, part: T) => part;
    const program = merge<Partial<Container>>(containerOf(this.identity, props), {
      envFrom: [{ configMapRef: { name: this.identity.name } }, ...envSources(props.extraEnvFrom)],
    });
    return merge<Container>(own, this.identity.helper('program', program), {
      env: once('env', [...secretVariables(secrets), ...extraEnv]),
      volumeMounts: once('volumeMounts', [
        ...writableMounts(writable),
        ...secretMounts(secrets),
        ...passedOn<VolumeMount>(props.extraVolumeMounts),
      ]),
    });
  }
}

const DEFAULT_PROBES: ProbeTimes = { periodSeconds: 5, timeoutSeconds: 3, startupSeconds: 60 };
