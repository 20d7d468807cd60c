import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import type { AnyShape } from '../../imports/shape/shape';
import { checksum, each, embed, fileText, merge, when } from '../values';
import { componentNameOf } from './component-name';
import { containerOf } from './container';
import { envSources } from './env-sources';
import { type Identity, identityOf } from './identity';
import type { JobProps } from './job-props';
import { type JobHook, argoHook, hookOptions } from './job-hook';
import { ConfigMap, type Container, type PodSpec, type Volume, type VolumeMount } from './kubernetes';
import { Traffic } from './network';
import { passedOn, placeOf, podMetadata, writableMounts, writableVolumes } from './pod';
import { checkProgram } from './program';
import { secretMounts, secretVariables, secretVolumes } from './secret-files';
import { PROGRAM_USER, restrictedPod } from './security';
import { serviceAccount } from './service-account';
import { checkProps } from './shapes/program';

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
  private readonly shared: JobProps;

  constructor(scope: Construct, id: string, props: JobProps & { readonly hook?: JobHook }, shape: AnyShape) {
    super(scope, id);
    checkProps(this, props, shape);
    const hook = props.beside ? undefined : props.hook;
    this.component = componentNameOf(this, props.name);
    checkProgram(this, props);
    this.identity = props.beside?.identity ?? identityOf(this, this.component);
    this.shared = props.beside?.shared ?? props;
    this.traffic = props.beside?.traffic ?? this.surroundings(props, hook);
    this.addFiles(props, hook);
  }

  /** Name and labels of the Job itself. */
  protected metadata(props: JobProps) {
    const { labels } = this.identity;
    return { name: this.ownName, labels: props.beside ? merge(labels, { [COMPONENT]: this.component }) : labels };
  }

  /** The name that is not shared with another Job. */
  private get ownName(): string {
    // A name that is read and not used would be a value that got lost.
    const isShared = this.identity.component !== this.component;
    return isShared ? identityOf(this, this.component).plainName : this.identity.name;
  }

  private surroundings(props: JobProps, hook: JobHook | undefined): Traffic {
    const options = hookOptions(hook, 10);
    const annotations = argoHook(hook, -1);
    serviceAccount(this, this.identity, { rules: props.rules, annotations }, options);
    const traffic = new Traffic(this, this.identity, { dns: props.dns, annotations, ...options });
    if (props.rules) traffic.toApiServer();
    return traffic;
  }

  private addFiles({ beside, settings, scripts }: JobProps, hook: JobHook | undefined): void {
    const { labels } = this.identity;
    const options = hookOptions(hook, 10);
    const add = (id: string, name: string, data: Record<string, string>) =>
      new ConfigMap(this, id, { metadata: { name, labels, annotations: argoHook(hook, -1) }, data }, options);
    if (settings && !beside) add('configmap', this.identity.name, this.identity.own('config', { ...settings }));
    if (!scripts) return;
    const texts = Object.entries(scripts).map(([file, text]) => [file, fileText(file, text)] as const);
    add('scripts', `${this.ownName}-scripts`, Object.fromEntries(texts));
  }

  /** The pods of the Job. */
  protected template(props: JobProps) {
    const { settings } = this.shared;
    const annotations: Record<string, string> = {
      ...(settings ? { 'checksum/config': checksum('config', this.identity.own('config', { ...settings })) } : {}),
      ...(props.scripts ? { 'checksum/scripts': digestOf(props.scripts) } : {}),
    };
    const metadata = podMetadata(this.identity, annotations, this.shared);
    // With settings there may be Jobs beside it, which say the same.
    const isSaidOnce = settings && !props.scripts;
    return {
      metadata: isSaidOnce ? this.identity.helper('podMetadata', metadata) : metadata,
      spec: this.podSpec(props),
    };
  }

  private podSpec(props: JobProps): PodSpec {
    const writable = props.writable ?? { '/tmp': '64Mi' };
    return merge<PodSpec>(this.podHead(props), {
      initContainers: embed(passedOn<Container>(props.initContainers)),
      containers: [this.container(props, writable)],
      volumes: embed([
        ...(props.scripts ? [{ name: 'scripts', configMap: { name: `${this.ownName}-scripts` } }] : []),
        ...writableVolumes(writable),
        ...secretVolumes(props.secrets ?? []),
        ...(props.volumes ?? []).map(({ name, source, when: isThere = true }) =>
          when(isThere, merge<Volume>({ name }, source)),
        ),
        ...passedOn<Volume>(this.shared.extraVolumes),
      ]),
    });
  }

  // Said once for the Jobs beside each other, as far as it is the same.
  private podHead({ rules, restartPolicy = 'Never' }: JobProps): Partial<PodSpec> {
    const { user = PROGRAM_USER } = this.shared;
    const isAlike = restartPolicy === (this.shared.restartPolicy ?? 'Never') && !rules === !this.shared.rules;
    const head = merge<Partial<PodSpec>>(placeOf(this.identity, this.shared), {
      restartPolicy,
      automountServiceAccountToken: rules !== undefined,
      securityContext: restrictedPod(user),
    });
    return isAlike ? this.identity.helper('jobPod', head) : head;
  }

  private container(props: JobProps, writable: Readonly<Record<string, string>>): Container {
    const { command, args, environment = {}, secrets = [] } = props;
    return merge<Container>({ name: this.component }, this.head(props), {
      command,
      args,
      envFrom: embed([
        ...(this.shared.settings ? [{ configMapRef: { name: this.identity.name } }] : []),
        ...envSources(props.extraEnvFrom),
      ]),
      env: embed([
        ...Object.entries(environment).map(([name, value]) => ({ name, value })),
        ...secretVariables(secrets),
        // The last one of a name counts.
        ...(props.extraEnv ? [each(props.extraEnv, ({ name, value }) => ({ name, value }))] : []),
      ]),
      volumeMounts: embed([
        ...(props.scripts ? [{ name: 'scripts', mountPath: '/scripts', readOnly: true }] : []),
        ...writableMounts(writable),
        ...secretMounts(secrets),
        ...(props.volumes ?? []).map(({ name, mountPath, readOnly, when: isThere = true }) =>
          when(isThere, { name, mountPath, readOnly }),
        ),
        ...passedOn<VolumeMount>(this.shared.extraVolumeMounts),
      ]),
    });
  }

  // Said once where it is the same.
  private head(props: JobProps): Partial<Container> {
    const { image, imagePullPolicy, resources } = this.shared;
    const isAlike = props.image === image && props.imagePullPolicy === imagePullPolicy && props.resources === resources;
    return containerOf(isAlike ? this.identity : { helper: (_, part) => part }, props);
  }
}

const COMPONENT = 'app.kubernetes.io/component';

function digestOf(scripts: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(scripts)).digest('hex');
}
