import { Construct } from 'constructs';
import { onlyWhen } from '../synth';
import { add, and, checksum, each, embed, fileText, isEmpty, merge, not, text, when } from '../values';
import { checkSpare, componentNameOf } from './component-name';
import { BatchJob } from './batch-job';
import { claimTemplate } from './claim';
import { type Identity, identityOf } from './identity';
import {
  ConfigMap,
  type PodSpec,
  Service,
  ServiceAccount,
  StatefulSet,
  type Volume,
  type VolumeMount,
} from './kubernetes';
import { Traffic } from './network';
import { DEFAULTS, type OllamaProps } from './ollama-props';
import { SCRIPT, SCRIPT_FOLDER, scriptOf } from './ollama-script';
import { passedOn, podMetadata, podOf, writableMounts, writableVolumes } from './pod';
import { probes } from './probes';
import { checkProgram } from './program';
import { chooseResources, toResources } from './resources';
import { RESTRICTED_CONTAINER } from './security';
import { serve } from './service';
import { StartOrder } from './start-order';
import { checkProps } from './shapes/program';
import { OLLAMA } from './shapes/ollama';

// Ollama's home, with a key that it makes, and what drivers of GPUs compile.
const WRITABLE = { '/tmp': '512Mi' };

/**
 * A model in the cluster, served by Ollama: StatefulSet with a claim, Service, and a Job that has the model pulled once.
 * Its pod is ready when the model is loaded, also after a restart, which needs no Job. All is "restricted", with a
 * read-only root; the server's way out to the registry is open while pulling is on.
 * @throws ChatbotError when a prop is what no pod could run with.
 */
export class Ollama extends Construct {
  readonly identity: Identity;
  readonly port: number;
  readonly traffic: Traffic;
  readonly startOrder: StartOrder;
  private readonly props: OllamaProps & typeof DEFAULTS;

  constructor(scope: Construct, id: string, given: OllamaProps) {
    super(scope, id);
    checkProps(this, given, OLLAMA);
    // Read once, since each read of a handle has to be used.
    const { pull, gpu } = given;
    const read = { ...given, ...(pull && { pull: { ...pull } }), ...(gpu && { gpu: { ...gpu } }) };
    const said = Object.entries<unknown>(read).filter(([, prop]) => prop !== undefined);
    const props = { ...DEFAULTS, ...(Object.fromEntries(said) as unknown as OllamaProps) };
    checkProgram(this, props);
    this.props = props;
    this.port = props.port;
    const component = componentNameOf(this, props.name);
    checkSpare(this, 'StatefulSet', component);
    this.identity = identityOf(this, component);
    this.startOrder = new StartOrder(this.identity.component);
    const { name, labels, selector } = this.identity;
    const metadata = { name, labels };
    new ServiceAccount(this, 'serviceaccount', { metadata, automountServiceAccountToken: false });
    const scripts = this.identity.own('config', { [SCRIPT]: fileText(SCRIPT, scriptOf()) });
    new ConfigMap(this, 'configmap', { metadata, data: scripts });
    const checksums = { 'checksum/config': checksum('config', scripts) };
    this.addStatefulSet(checksums);
    serve(this, this.identity, this.port);
    // Under this name a pod is found before it is ready: by the Job that it needs to become so.
    new Service(this, 'pods', {
      metadata: { name: `${name}-pods`, labels },
      spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector, ports: [{ name: 'http', port: this.port }] },
    });
    this.traffic = new Traffic(this, this.identity);
    this.addPull(checksums);
  }

  /** The address inside the cluster in the form of OpenAI's API, e.g. `http://ollama:11434/v1`. */
  get url(): string {
    return `http://${this.identity.plainName}:${this.port}/v1`;
  }

  private addStatefulSet(checksums: Record<string, string>): void {
    const { name, labels, selector, helper } = this.identity;
    const { preloaded, storage, storageClass } = this.props;
    new StatefulSet(this, 'statefulset', {
      metadata: { name, labels, annotations: this.startOrder.annotations },
      spec: {
        serviceName: `${name}-pods`,
        replicas: 1,
        revisionHistoryLimit: 5,
        selector: { matchLabels: selector },
        updateStrategy: { type: 'RollingUpdate' },
        template: {
          metadata: helper('podMetadata', podMetadata(this.identity, checksums, this.props)),
          spec: this.podSpec(),
        },
        volumeClaimTemplates: [when(isEmpty(preloaded), claimTemplate(this.identity, { storage, storageClass }))],
      },
    });
  }

  private podSpec(): PodSpec {
    const { props } = this;
    const isPreloaded = not(isEmpty(props.preloaded));
    const run = (verb: string) => ({ exec: { command: ['bash', `${SCRIPT_FOLDER}/${SCRIPT}`, verb] } });
    const http = { httpGet: { path: '/api/version', port: 'http' } };
    return merge<PodSpec>(podOf(this.identity, props.user, props), {
      terminationGracePeriodSeconds: add(props.longestAnswerSeconds, 10),
      containers: [
        {
          name: this.identity.component,
          image: props.image,
          imagePullPolicy: props.imagePullPolicy,
          command: run('serve').exec.command,
          securityContext: RESTRICTED_CONTAINER,
          env: [
            { name: 'MODEL', value: props.model },
            { name: 'PORT', value: text(this.port) },
            { name: 'OLLAMA_NUM_PARALLEL', value: text(props.parallel) },
            { name: 'OLLAMA_CONTEXT_LENGTH', value: text(props.contextLength) },
            ...(props.extraEnv ? [each(props.extraEnv, ({ name, value }) => ({ name, value }))] : []),
          ],
          ports: [{ name: 'http', containerPort: this.port, protocol: 'TCP' }],
          ...probes({ alive: http, ready: run('ready') }, props.probes),
          lifecycle: { preStop: run('drain') },
          resources: this.resources,
          volumeMounts: [
            { name: 'data', mountPath: '/models', readOnly: when(isPreloaded, true) },
            { name: 'scripts', mountPath: SCRIPT_FOLDER, readOnly: true },
            ...writableMounts(WRITABLE),
            ...passedOn<VolumeMount>(props.extraVolumeMounts),
          ],
        },
      ],
      volumes: [
        when(isPreloaded, merge<Volume>({ name: 'data' }, embed(props.preloaded))),
        { name: 'scripts', configMap: { name: this.identity.name } },
        ...writableVolumes(WRITABLE),
        ...passedOn<Volume>(props.extraVolumes),
      ],
    });
  }

  private get resources() {
    const { resources, gpu } = this.props;
    if (!gpu) return toResources(resources);
    const { enabled = true, resourceName = 'nvidia.com/gpu', count = 1 } = gpu;
    const { requests, limits } = toResources(
      gpu.resources ? chooseResources(enabled, gpu.resources, resources) : resources,
    );
    return { requests, limits: merge<typeof limits>(limits, { [resourceName]: when(enabled, text(count)) }) };
  }

  private addPull(podAnnotations: Record<string, string>): void {
    const { pull, preloaded, model, user, image, imagePullPolicy, imagePullSecrets } = this.props;
    const { name, plainName, component } = this.identity;
    const isPulled = and(pull.enabled ?? true, isEmpty(preloaded));
    const job = new BatchJob(this, 'pull', {
      name: `${component}-pull`,
      image,
      imagePullPolicy,
      imagePullSecrets,
      user,
      podAnnotations,
      command: ['bash', `${SCRIPT_FOLDER}/${SCRIPT}`, 'pull'],
      writable: {},
      environment: { MODEL: model, HOST: `${plainName}-pods`, PORT: text(this.port) },
      volumes: [{ name: 'scripts', source: { configMap: { name } }, mountPath: SCRIPT_FOLDER, readOnly: true }],
      activeDeadlineSeconds: pull.timeoutSeconds ?? 3600,
      backoffLimit: pull.retries ?? 6,
      // A week, since whoever compares the cluster with the chart wants it back when it goes.
      ttlSecondsAfterFinished: 604_800,
      resources: pull.resources ?? DEFAULTS.pullResources,
    });
    onlyWhen(isPulled, job);
    job.traffic.to(this.traffic, this.port, isPulled);
    this.traffic.toOutside(443, isPulled, { name: 'model registry' });
  }
}
