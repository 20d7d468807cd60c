import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  ChatbotError,
  type Dictionary,
  Expression,
  type Json,
  type List,
  list,
  map,
  object,
  optional,
  problemsOf,
  release,
  string,
} from '../values';
import type { Scope } from '../values/expression';
import type { TemplateContext } from '../values/template-context';
import { goString } from '../values/go-string';
import { isSecretName, weaknessOf } from '../values/weak-secret';
import { check } from '../../imports/shape/check';
import { json } from '../../imports/shape/shape';
import { HelmChart } from './helm-chart';
import { Manifest } from './manifest';

/** Kinds that belong to no namespace, by Kubernetes' ways of naming them; RE2 and ECMAScript read it alike. */
const CLUSTER_WIDE =
  '^(Cluster.+|.+Class|.+WebhookConfiguration|.+AdmissionPolicy(Binding)?|Namespace|Node|PersistentVolume|CustomResourceDefinition|APIService|CSIDriver|CSINode)$';

const INSTANCE = 'app.kubernetes.io/instance';
const name = { pattern: '^[A-Za-z0-9][-A-Za-z0-9._:]*$', expected: 'the name of an object' };

/** The value for objects of any kind that go with a release. */
export const extraObjectsValue = list({
  description: 'More objects of any kind. Nothing in them is a template; they get the namespace of the release',
  item: object({
    description: 'An object',
    known: {
      apiVersion: string({
        description: 'API version',
        default: 'v1',
        pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?v[0-9]+((alpha|beta)[0-9]+)?$',
        expected: 'an API version such as v1 or apps/v1',
      }),
      kind: string({
        description: 'Kind',
        default: 'ConfigMap',
        pattern: '^[A-Z][A-Za-z0-9]*$',
        expected: 'a kind such as ConfigMap',
      }),
      metadata: object({
        description: 'Metadata',
        known: {
          name: string({ description: 'Name', default: 'extra', ...name }),
          namespace: optional(string({ description: 'Namespace', default: 'default', ...name })),
          labels: optional(map({ description: 'Labels', item: string({ description: 'A label', default: '' }) })),
        },
      }),
    },
  }),
});

/** Objects of any kind, in Kubernetes' form. */
export interface ExtraObjectsProps {
  /** A handle of `extraObjectsValue`, or a literal list. */
  readonly objects: List<Dictionary<unknown>>;
}

/** An object as it is given: checked by the declaration above. */
export interface GivenObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/**
 * Objects of any kind that people add to a release. They reach the cluster as they were written: braces in them are text,
 * since plain manifests know no templates. An object without a namespace gets the release's, unless its kind belongs to
 * none; all get the label `app.kubernetes.io/instance`, by which they are found and pruned.
 * @throws ChatbotError when a literal has no API version, kind or name, or is a Secret with a password that is easy to guess.
 */
export class ExtraObjects extends Construct {
  /** The list in the values, where it is one. @internal */
  readonly list: ObjectList | undefined;

  constructor(scope: Construct, id: string, props: ExtraObjectsProps) {
    super(scope, id);
    const { objects } = { ...props } as Partial<ExtraObjectsProps>;
    if (objects instanceof Expression) this.list = new ObjectList(objects);
    else if (Array.isArray(objects)) objects.forEach((object, index) => this.addLiteral(object, index));
    else throw new ChatbotError(`${this.node.path}: objects: expected a list of objects`);
  }

  private addLiteral(object: unknown, index: number): void {
    const [problem] = problemsOf(extraObjectsValue.item, object as Json);
    if (problem) throw new ChatbotError(`${this.node.path}: objects[${index}].${problem.path}: ${problem.message}`);
    check(object, json, `${this.node.path}: objects[${index}]`);
    const { apiVersion, kind, metadata, ...body } = object as GivenObject;
    if (kind === 'Secret') checkSecret(body, `${this.node.path}: objects[${index}]`);
    const labels = { [INSTANCE]: HelmChart.around(this) ? release.name : Chart.of(this).node.id, ...metadata.labels };
    const namespaced = !new RegExp(CLUSTER_WIDE).test(kind);
    const id = `${kind}-${metadata.namespace ? `${metadata.namespace}-` : ''}${metadata.name}`;
    new Manifest(this, id, { apiVersion, kind }, { metadata: { ...metadata, labels }, ...body }, { namespaced });
  }
}

/** @throws ChatbotError for a Secret whose content is easy to guess, in words that do not repeat it. */
function checkSecret({ data = {}, stringData = {} }: Record<string, unknown>, at: string): void {
  const decoded = Object.entries(data as object).map(
    ([key, text]) => [key, Buffer.from(String(text), 'base64').toString()] as const,
  );
  for (const [key, text] of [...decoded, ...Object.entries(stringData as object)]) {
    const weakness = isSecretName(key) && weaknessOf(String(text), key);
    if (weakness)
      throw new ChatbotError(`${at}: the key ${key} ${weakness}; put a long random one there: openssl rand -base64 48`);
  }
}

/** The objects of a list value: what each of them is in plain manifests, and how a template writes it. */
export class ObjectList {
  constructor(private readonly objects: Expression<readonly unknown[]>) {}

  evaluate(scope: Scope): GivenObject[] {
    return (this.objects.evaluate(scope) as readonly GivenObject[]).map(({ metadata, ...body }) => {
      const labels = { [INSTANCE]: scope.builtin('Release.Name'), ...metadata.labels };
      const isPlaced = metadata.namespace !== undefined || new RegExp(CLUSTER_WIDE).test(body.kind);
      const place = isPlaced ? {} : { namespace: scope.builtin('Release.Namespace') };
      return { ...body, metadata: { ...metadata, labels, ...place } };
    });
  }

  template(context: TemplateContext): string {
    return `{{- range $_, $item := ${this.objects.template(context)} }}
{{- $labels := dict "${INSTANCE}" $.Release.Name }}
{{- range $key, $value := $item.metadata.labels }}{{ $_ := set $labels $key $value }}{{ end }}
{{- $metadata := set (omit $item.metadata "labels") "labels" $labels }}
{{- if not (or $metadata.namespace (regexMatch ${goString(CLUSTER_WIDE)} $item.kind)) }}
{{- $_ := set $metadata "namespace" $.Release.Namespace }}
{{- end }}
---
{{ toJson (set (omit $item "metadata") "metadata" $metadata) }}
{{- end }}
`;
  }
}
