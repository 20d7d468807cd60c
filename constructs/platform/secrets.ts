import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HelmChart, onlyWhen } from '../synth';
import { WEAK_WORDS } from '../values/weak-secret';
import { type Condition, type List, and, choose, equals, or, release, shared, when } from '../values';
import { BatchJob } from './batch-job';
import type { Resources } from './resources';
import { checkProps } from './shapes/program';
import { GENERATED_SECRETS } from './shapes/secrets';

/** A Secret that a release needs: made once, or one that is there already. */
export interface GeneratedSecret {
  /** Its name is `<release>-<purpose>`. */
  readonly purpose: string;
  /** Keys; each gets 256 random bits, as base64url. */
  readonly keys: readonly string[];
  /**
   * Keys whose content is no secret, such as a user's name; without commas, colons and equals signs. A key that sounds like
   * a secret, such as `password`, is refused here: it belongs to `keys`. @default - none
   */
  readonly literals?: Readonly<Record<string, string>>;
  /** Type of the Secret. @default Opaque */
  readonly type?: string;
  /** Name of a Secret that has these keys, to be used instead; empty for none. @default - none */
  readonly existing?: string;
  /** Whether it is made at all, if there is no existing one. @default true */
  readonly when?: Condition;
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
  return shared(`${purpose}Secret`, choose(equals(existing, ''), made, existing));
}

/** The name of a Secret that is made. Without Helm, the cdk8s chart is the release. */
export function nameOfMade(scope: Construct, { purpose }: Pick<GeneratedSecret, 'purpose'>): string {
  return `${HelmChart.around(scope) ? release.name : Chart.of(scope).node.id}-${purpose}`;
}

/**
 * A Job that makes the Secrets that are not there yet, before anything else, and never touches a key that is: passwords
 * stay as they are over upgrades, rollbacks and uninstalls. To Helm it is a hook, to Argo CD a PreSync hook, to kubectl an
 * ordinary Job, whose name changes with its content, because a Job cannot be changed.
 */
export class GeneratedSecrets extends Construct {
  constructor(scope: Construct, id: string, props: GeneratedSecretsProps) {
    super(scope, id);
    checkProps(this, props, GENERATED_SECRETS);
    const { secrets, ...rest } = props;
    onlyWhen(or(...secrets.map(isMade)), this);
    new BatchJob(this, 'Default', {
      ...rest,
      name: id,
      command: ['node', `/scripts/${SCRIPT}`],
      args: secrets.map((one) => when(isMade(one), `${nameOfMade(this, one)}${contentOf(one)}`)),
      scripts: { [SCRIPT]: readFileSync(join(__dirname, SCRIPT), 'utf8'), 'weak-words.json': WEAK_WORDS },
      writable: {},
      // A name cannot bound `create`, since the object has none yet when it is authorized.
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        {
          apiGroups: [''],
          resources: ['secrets'],
          verbs: ['get', 'patch'],
          resourceNames: secrets.map((secret) => when(isMade(secret), nameOfMade(this, secret))),
        },
      ],
      // It finds the API server by its address.
      dns: false,
      backoffLimit: 5,
      activeDeadlineSeconds: 120,
      restartPolicy: 'OnFailure',
      // What a hook made goes when all hooks have succeeded: no right to make Secrets is left behind.
      hook: { events: ['pre-install', 'pre-upgrade'], deletePolicy: ['before-hook-creation', 'hook-succeeded'] },
    });
  }
}

const SCRIPT = 'create-secrets.mjs';

function isMade({ existing = '', when: isAsked = true }: GeneratedSecret): Condition {
  return and(isAsked, equals(existing, ''));
}

// As create-secrets.mjs reads it.
function contentOf({ keys, literals = {}, type }: GeneratedSecret): string {
  const known = Object.entries(literals).map(([key, content]) => `${key}:${content}`);
  return `${type ? `:${type}` : ''}=${[...known, ...keys].join(',')}`;
}
