import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { Subchart } from '../synth';
import { ChatbotError, type Condition, each, embed, fileText, isUnresolved, merge, when } from '../values';
import { envSources } from './env-sources';
import { type Identity, identityOf } from './identity';
import { type JobHook, argoHook, hookOptions } from './job-hook';
import { ConfigMap, type Container, type PodSpec, type PolicyRule, type Volume, type VolumeMount } from './kubernetes';
import { Traffic } from './network';
import { type PodProps, passedOn, placeOf, podMetadata, writableMounts, writableVolumes } from './pod';
import { type ProgramProps, checkProgram } from './program';
import { toResources } from './resources';
import { secretMounts, secretVariables, secretVolumes } from './secret-files';
import { RESTRICTED_CONTAINER, restrictedPod } from './security';
import { serviceAccount } from './service-account';

/** A volume of a Job, such as a claim, and where its container finds it. */
export interface JobVolume {
  /** Absolute path in the container. */
  readonly mountPath: string;
  /** In Kubernetes' form, with its name. */
  readonly volume: Volume;
  /** @default false */
  readonly readOnly?: boolean;
  /** @default true */
  readonly when?: Condition;
}

/** What Jobs are made of, scheduled ones too. Their settings stand in the pod itself. */
export interface JobProps extends ProgramProps {
  /**
   * A Job in the same chart whose account, labels, policy and place on the nodes this one shares: its own `PodProps`, `user`
   * and `hook` do not count then. Its pods have the label `app.kubernetes.io/component`. @default - all of it is its own
   */
  readonly beside?: JobWorkload;
  /** What runs in place of the image's entrypoint. @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - none */
  readonly args?: readonly string[];
  /** Scripts by file name, which the container finds in the folder `/scripts`. @default - none */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Volumes such as claims. @default - none */
  readonly volumes?: readonly JobVolume[];
  /** What it may do at the API server, whose token it gets then. @default - nothing */
  readonly rules?: readonly PolicyRule[];
  /** Whether it asks the DNS. @default true */
  readonly dns?: boolean;
  /** Seconds after which it is ended, with all its attempts; from 1. @default 600 */
  readonly activeDeadlineSeconds?: number;
  /** Attempts after the first. @default 2 */
  readonly backoffLimit?: number;
  /** `Never` keeps the logs of each attempt, `OnFailure` tries again in the same pod. @default Never */
  readonly restartPolicy?: 'Never' | 'OnFailure';
  /** Seconds until a Job that has ended is removed. @default 3600; a scheduled one is kept as its history says */
  readonly ttlSecondsAfterFinished?: number;
}

/**
 * What all Jobs have: a ServiceAccount, a NetworkPolicy, and a pod that is "restricted" with a read-only root, requests,
 * limits and a deadline.
 */
export abstract class JobWorkload extends Construct {
  /** Its name and labels; those of the other where it is `beside` one. */
  readonly identity: Identity;
  /** With whom it may talk. */
  readonly traffic: Traffic;
  /** Its own name, without the prefix of the release's names. */
  protected readonly component: string;
  private readonly place: PodProps & Pick<ProgramProps, 'user'>;

  constructor(scope: Construct, id: string, props: JobProps, hook?: JobHook) {
    super(scope, id);
    this.component = props.name ?? Subchart.around(this)?.node.id ?? id;
    checkProgram(this, props);
    checkDeadline(this, props);
    this.identity = props.beside?.identity ?? identityOf(this, this.component);
    this.place = props.beside?.place ?? props;
    this.traffic = props.beside?.traffic ?? this.surroundings(props, hook);
    if (props.scripts) this.addScripts(props.scripts, hook);
  }

  /** Name and labels of the Job itself. */
  protected metadata(props: JobProps) {
    const { name, labels } = this.identity;
    if (!props.beside) return { name, labels };
    return { name: this.ownName, labels: merge(labels, { [COMPONENT]: this.component }) };
  }

  /** The name that is not shared with another Job. */
  private get ownName(): string {
    const { name, component } = this.identity;
    return component === this.component ? name : identityOf(this, this.component).plainName;
  }

  private surroundings(props: JobProps, hook: JobHook | undefined): Traffic {
    const options = hookOptions(hook, 10);
    const annotations = argoHook(hook, -1);
    serviceAccount(this, this.identity, { rules: props.rules, annotations }, options);
    const traffic = new Traffic(this, this.identity, { dns: props.dns, annotations, ...options });
    if (props.rules) traffic.toApiServer();
    return traffic;
  }

  private addScripts(scripts: Readonly<Record<string, string>>, hook: JobHook | undefined): void {
    const metadata = { name: this.ownName, labels: this.identity.labels, annotations: argoHook(hook, -1) };
    const data = Object.fromEntries(Object.entries(scripts).map(([file, text]) => [file, fileText(file, text)]));
    new ConfigMap(this, 'configmap', { metadata, data }, hookOptions(hook, 10));
  }

  /** The pods of the Job. */
  protected template(props: JobProps) {
    const annotations: Record<string, string> = props.scripts ? { 'checksum/config': digestOf(props.scripts) } : {};
    const { labels, ...rest } = podMetadata(this.identity, annotations, this.place);
    return {
      metadata: { labels: props.beside ? merge(labels, { [COMPONENT]: this.component }) : labels, ...rest },
      spec: this.podSpec(props),
    };
  }

  private podSpec(props: JobProps): PodSpec {
    const writable = props.writable ?? { '/tmp': '64Mi' };
    return merge<PodSpec>(placeOf(this.identity, this.place), {
      restartPolicy: props.restartPolicy ?? 'Never',
      automountServiceAccountToken: props.rules !== undefined,
      securityContext: restrictedPod(this.place.user ?? 1000),
      initContainers: embed(passedOn<Container>(props.initContainers)),
      containers: [this.container(props, writable)],
      volumes: embed([
        ...(props.scripts ? [{ name: 'scripts', configMap: { name: this.ownName } }] : []),
        ...writableVolumes(writable),
        ...secretVolumes(props.secrets ?? []),
        ...(props.volumes ?? []).map((one) => when(one.when ?? true, one.volume)),
        ...passedOn<Volume>(this.place.extraVolumes),
      ]),
    });
  }

  private container(props: JobProps, writable: Readonly<Record<string, string>>): Container {
    const { image, imagePullPolicy = 'IfNotPresent', command, args, environment = {}, secrets = [] } = props;
    return {
      name: this.component,
      image,
      imagePullPolicy,
      command,
      args,
      securityContext: RESTRICTED_CONTAINER,
      envFrom: embed(envSources(props.extraEnvFrom)),
      env: embed([
        ...Object.entries(environment).map(([name, value]) => ({ name, value })),
        ...secretVariables(secrets),
        // The last one of a name counts.
        ...(props.extraEnv ? [each(props.extraEnv, ({ name, value }) => ({ name, value }))] : []),
      ]),
      resources: toResources(props.resources),
      volumeMounts: embed([
        ...(props.scripts ? [{ name: 'scripts', mountPath: '/scripts', readOnly: true }] : []),
        ...writableMounts(writable),
        ...secretMounts(secrets),
        ...(props.volumes ?? []).map(({ volume: { name }, mountPath, readOnly, when: condition = true }) =>
          when(condition, { name, mountPath, readOnly }),
        ),
        ...passedOn<VolumeMount>(this.place.extraVolumeMounts),
      ]),
    };
  }
}

const COMPONENT = 'app.kubernetes.io/component';

function digestOf(scripts: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(scripts)).digest('hex');
}

function checkDeadline({ node }: Construct, { activeDeadlineSeconds: seconds = 1 }: JobProps): void {
  if (isUnresolved(seconds) || (Number.isInteger(seconds) && seconds >= 1)) return;
  throw new ChatbotError(`${node.path}: a deadline of ${seconds} seconds ends no Job; give a whole number from 1`);
}
