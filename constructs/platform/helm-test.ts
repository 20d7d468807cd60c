import { Construct } from 'constructs';
import { HelmChart } from '../synth';
import { ChatbotError, embed, fileText, isUnresolved, merge, release } from '../values';
import { type Identity, identityOf } from './identity';
import { hookOptions } from './job-hook';
import { ConfigMap, NetworkPolicy, Pod, type PodSpec } from './kubernetes';
import { dnsRule } from './cluster-network';
import { pullSecrets } from './pod';
import { type ProgramProps, checkProgram } from './program';
import { toResources } from './resources';
import { PROGRAM_USER, RESTRICTED_CONTAINER, restrictedPod } from './security';
import { checkName, checkProps } from './shapes/program';
import { HELM_TEST } from './shapes/helm-test';

/** What a `HelmTest` is made of. */
export interface HelmTestProps extends Pick<
  ProgramProps,
  'name' | 'image' | 'imagePullPolicy' | 'imagePullSecrets' | 'resources' | 'environment' | 'user'
> {
  /** The script that tests, by its file name; the container finds it in the folder `/scripts`. */
  readonly script: { readonly file: string; readonly text: string };
  /** What runs the script, e.g. `['node']`. */
  readonly interpreter: readonly string[];
  /** What the script is told. @default - nothing */
  readonly args?: readonly string[];
  /** TCP ports of the release's pods that it reaches while it runs: names, or numbers from 1 to 65535. @default http */
  readonly ports?: readonly (number | string)[];
  /** Seconds after which it has failed, from 1. @default 180 */
  readonly activeDeadlineSeconds?: number;
}

const HOOK = {
  events: ['test'],
  weight: 0,
  deletePolicy: ['before-hook-creation', 'hook-succeeded'],
} as const;

/**
 * What `helm test` runs: a pod that is "restricted" with a read-only root and a deadline, and tries a release as a person
 * would. Two policies open its way to the release's pods; like its script they are there only as long as it runs. A pod
 * that has failed stays until the next test, for its log: `helm test --logs`, which Helm 3 cannot print of one that has passed.
 * @throws ChatbotError outside of a HelmChart, and for a deadline or a port that is none.
 */
export class HelmTest extends Construct {
  /** Name and labels of its pod. */
  readonly identity: Identity;

  constructor(scope: Construct, id: string, props: HelmTestProps) {
    super(scope, id);
    checkProps(this, props, HELM_TEST);
    if (!HelmChart.around(this))
      throw new ChatbotError(`${this.node.path}: only Helm runs tests; put it into the scope of a HelmChart`);
    checkProgram(this, props);
    checkPorts(this, props);
    const name = props.name ?? id;
    checkName(this, name);
    this.identity = identityOf(this, name);
    this.addScript(props);
    this.openWays(props.ports ?? ['http']);
    this.addPod(props);
  }

  private addScript({ script: { file, text } }: HelmTestProps): void {
    const { name, labels } = this.identity;
    new ConfigMap(this, 'configmap', { metadata: { name, labels }, data: { [file]: fileText(file, text) } }, BEFORE);
  }

  private openWays(open: readonly (number | string)[]): void {
    const { name, labels, selector } = this.identity;
    const podsOfRelease = { matchLabels: { 'app.kubernetes.io/instance': release.name } };
    const ports = open.map((port) => ({ port, protocol: 'TCP' }));
    const own = { podSelector: { matchLabels: selector }, policyTypes: ['Ingress', 'Egress'] };
    const egress = [dnsRule(this), { to: [{ podSelector: podsOfRelease }], ports }];
    new NetworkPolicy(this, 'networkpolicy', { metadata: { name, labels }, spec: { ...own, egress } }, BEFORE);
    const ingress = [{ from: [{ podSelector: { matchLabels: selector } }], ports }];
    const spec = { podSelector: podsOfRelease, policyTypes: ['Ingress'], ingress };
    new NetworkPolicy(this, 'ways', { metadata: { name: `${name}-ways`, labels }, spec }, BEFORE);
  }

  private addPod(props: HelmTestProps): void {
    const { name, labels, component } = this.identity;
    const { image, imagePullPolicy = 'IfNotPresent', interpreter, script, args = [], environment = {} } = props;
    new Pod(
      this,
      'pod',
      {
        metadata: { name, labels },
        spec: merge<PodSpec>(RUNS_ONCE, pullSecrets(props.imagePullSecrets), {
          activeDeadlineSeconds: props.activeDeadlineSeconds ?? 180,
          securityContext: restrictedPod(props.user ?? PROGRAM_USER),
          containers: [
            {
              name: component,
              image,
              imagePullPolicy,
              command: [...interpreter, `/scripts/${script.file}`],
              args: embed(args),
              env: embed(Object.entries(environment).map(([variable, value]) => ({ name: variable, value }))),
              securityContext: RESTRICTED_CONTAINER,
              resources: toResources(props.resources),
              volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
            },
          ],
          volumes: [{ name: 'scripts', configMap: { name } }],
        }),
      },
      hookOptions(HOOK),
    );
  }
}

const RUNS_ONCE = { restartPolicy: 'Never', automountServiceAccountToken: false, enableServiceLinks: false };

const BEFORE = hookOptions(HOOK, 10);

/** What a port may be called. Source: RFC 6335. */
const PORT_NAME = /^[a-z0-9](-?[a-z0-9]){0,14}$/;

function checkPorts({ node }: Construct, { ports = [] }: HelmTestProps): void {
  const isPort = (port: unknown) =>
    isUnresolved(port) ||
    (typeof port === 'string'
      ? PORT_NAME.test(port)
      : Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65535);
  const wrong = ports.findIndex((port) => !isPort(port));
  if (wrong < 0) return;
  throw new ChatbotError(
    `${node.path}: ports[${wrong}]: expected the name of a port, or a number from 1 to 65535, found ${JSON.stringify(ports[wrong])}`,
  );
}
