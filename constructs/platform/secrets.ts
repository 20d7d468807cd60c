import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { type HelmHook, type ManifestOptions, onlyWhen } from '../synth';
import {
  type Condition,
  type List,
  choose,
  checksum,
  equals,
  fileText,
  named,
  or,
  release,
  truncate,
  when,
} from '../values';
import { type Identity, identityOf } from './identity';
import { ConfigMap, Job, NetworkPolicy, type PodSpec, Role, RoleBinding, ServiceAccount } from './kubernetes';
import { pullSecrets } from './pod';
import { type Resources, toResources } from './resources';
import { RESTRICTED_CONTAINER, restrictedPod } from './security';

/** A Secret that a release needs: made once, or one that is there already. */
export interface GeneratedSecret {
  /** Its name is `<release>-<purpose>`. */
  readonly purpose: string;
  /** Keys; each gets 256 random bits, as base64url. */
  readonly keys: readonly string[];
  /** Name of a Secret that has these keys, to be used instead; empty for none. @default - none */
  readonly existing?: string;
}

export interface GeneratedSecretsProps {
  readonly secrets: readonly GeneratedSecret[];
  /** Full reference of an image with Node.js 20 or later. */
  readonly image: string;
  /** @default IfNotPresent */
  readonly imagePullPolicy?: string;
  /** @default - none */
  readonly imagePullSecrets?: List<string>;
  readonly resources: Resources;
}

/** The name of a Secret, for a field: that of the existing one, or of the one that is made. */
export function secretNameOf({ purpose, existing = '' }: GeneratedSecret): string {
  const made = `${release.name}-${purpose}`;
  return named(`${purpose}Secret`, choose(equals(existing, ''), made, existing));
}

/**
 * A Job that makes the Secrets that are not there yet, before anything else, and never touches a key that is: passwords
 * stay as they are over upgrades, rollbacks and uninstalls. To Helm it is a hook, to Argo CD a PreSync hook, to kubectl an
 * ordinary Job, whose name changes with its content, because a Job cannot be changed.
 */
export class GeneratedSecrets extends Construct {
  private readonly identity: Identity;

  constructor(scope: Construct, id: string, props: GeneratedSecretsProps) {
    super(scope, id);
    this.identity = identityOf(this, id);
    onlyWhen(or(...props.secrets.map(isMade)), this);
    this.addAccount(props.secrets);
    this.addJob(props);
  }

  private addAccount(secrets: readonly GeneratedSecret[]): void {
    const { name } = this.identity;
    const metadata = this.metadata();
    new ServiceAccount(this, 'serviceaccount', { metadata, automountServiceAccountToken: false }, BEFORE);
    new Role(
      this,
      'role',
      {
        metadata,
        // A name cannot bound `create`, since the object has none yet when it is authorized.
        rules: [
          { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
          {
            apiGroups: [''],
            resources: ['secrets'],
            verbs: ['get', 'patch'],
            resourceNames: secrets.map((secret) => when(isMade(secret), `${release.name}-${secret.purpose}`)),
          },
        ],
      },
      BEFORE,
    );
    new RoleBinding(
      this,
      'rolebinding',
      {
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [{ kind: 'ServiceAccount', name, namespace: release.namespace }],
      },
      BEFORE,
    );
    new ConfigMap(this, 'configmap', { metadata, data: { [SCRIPT]: fileText(SCRIPT, scriptText()) } }, BEFORE);
    new NetworkPolicy(
      this,
      'networkpolicy',
      {
        metadata,
        spec: {
          podSelector: { matchLabels: this.identity.selector },
          policyTypes: ['Ingress', 'Egress'],
          // The API server has no labels that a policy could name; these are its ports.
          egress: [{ ports: [443, 6443, 8443].map((port) => ({ port, protocol: 'TCP' })) }],
        },
      },
      BEFORE,
    );
  }

  private addJob(props: GeneratedSecretsProps): void {
    const { name, component, labels, selector } = this.identity;
    // The script's checksum makes a changed script a changed Job.
    const annotations = { 'checksum/config': createHash('sha256').update(scriptText()).digest('hex') };
    const template = { metadata: { labels: selector, annotations }, spec: this.podSpec(props) };
    const digest = truncate(checksum(`${component}.template`, template), 8);
    new Job(
      this,
      'job',
      {
        metadata: { name: `${name}-${digest}`, labels, annotations: argoHook(0) },
        spec: {
          backoffLimit: 5,
          activeDeadlineSeconds: 120,
          ttlSecondsAfterFinished: 3600,
          template: named(`${component}.template`, template),
        },
      },
      hook(0),
    );
  }

  private podSpec({ secrets, image, resources, ...props }: GeneratedSecretsProps): PodSpec {
    const { name, component } = this.identity;
    const folder = '/scripts';
    return {
      restartPolicy: 'OnFailure',
      serviceAccountName: name,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      imagePullSecrets: pullSecrets(props.imagePullSecrets),
      securityContext: restrictedPod(1000),
      containers: [
        {
          name: component,
          image,
          imagePullPolicy: props.imagePullPolicy ?? 'IfNotPresent',
          command: ['node', `${folder}/${SCRIPT}`],
          args: secrets.map((secret) =>
            when(isMade(secret), `${release.name}-${secret.purpose}=${secret.keys.join(',')}`),
          ),
          securityContext: RESTRICTED_CONTAINER,
          resources: toResources(resources),
          volumeMounts: [{ name: 'scripts', mountPath: folder, readOnly: true }],
        },
      ],
      volumes: [{ name: 'scripts', configMap: { name } }],
    };
  }

  private metadata() {
    const { name, labels } = this.identity;
    return { name, labels, annotations: argoHook(-1) };
  }
}

const SCRIPT = 'create-secrets.mjs';
const EVENTS: HelmHook['events'] = ['pre-install', 'pre-upgrade'];
const BEFORE: ManifestOptions = hook(-10);

// What a hook made goes when all hooks have succeeded: no right to make Secrets is left behind.
function hook(weight: number): ManifestOptions {
  return { hook: { events: EVENTS, weight, deletePolicy: ['before-hook-creation', 'hook-succeeded'] } };
}

function argoHook(wave: number): Record<string, string> {
  return {
    'argocd.argoproj.io/hook': 'PreSync',
    'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    'argocd.argoproj.io/sync-wave': String(wave),
  };
}

function isMade({ existing = '' }: GeneratedSecret): Condition {
  return equals(existing, '');
}

function scriptText(): string {
  return readFileSync(join(__dirname, SCRIPT), 'utf8');
}
