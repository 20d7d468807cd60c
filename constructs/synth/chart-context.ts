import { ChatbotError } from '../values';
import type { Reference, TemplateContext } from '../values/expression';
import { isObject } from '../values/part';
import type { HelmChart, Subchart } from './helm-chart';
import { writeTemplate, writeText } from './template';

/** How the templates of one (sub)chart reach values and helpers. */
export class ChartContext implements TemplateContext {
  readonly root = '.';
  readonly variables = new Map<never, string>();
  /** The named templates that were asked for, by their full name. */
  readonly helpers = new Map<string, string>();
  private readonly contents = new Map<string, unknown>();

  /** @param used gets the name of every value that is read. */
  constructor(
    private readonly chart: HelmChart,
    private readonly subchart: Subchart | undefined,
    private readonly used: Set<string>,
    private readonly umbrella?: ChartContext,
  ) {}

  pathOf(reference: Reference<unknown>): string {
    const { owner, keys } = reference;
    const home = this.subchart?.node.id ?? '';
    if (owner.key !== 'global' && home && owner.key !== home) {
      throw new ChatbotError(
        `reads ${reference.name}, which is not a value of the subchart "${home}"; what several share belongs under global`,
      );
    }
    if (!this.belongs(owner)) throw new ChatbotError(`reads ${reference.name} of another chart, ${owner.path}`);
    this.used.add(reference.name);
    if (owner.key === home) return ['.Values', ...keys].join('.');
    // A dash cannot stand in a field of a Go template.
    const values = owner.key.includes('-') ? `(index .Values "${owner.key}")` : `.Values.${owner.key}`;
    return [values, ...keys].join('.');
  }

  include(name: string, content: unknown, shared = false): string {
    if (shared) return (this.umbrella ?? this).define(name, content, this.sharedContext());
    return this.define(name, content, this);
  }

  // What all subcharts include cannot read the values of one of them.
  private sharedContext(): TemplateContext {
    return {
      root: this.root,
      variables: this.variables,
      pathOf: (reference) => {
        if (reference.owner.key === 'global') return this.pathOf(reference);
        throw new ChatbotError(`what several subcharts share reads ${reference.name}; it may read global values only`);
      },
      include: (name, content) => this.include(name, content, true),
    };
  }

  private define(name: string, content: unknown, context: TemplateContext): string {
    const full = `${this.subchart?.node.id ?? this.chart.node.id}.${name}`;
    if (this.contents.get(full) === content) return `include "${full}" .`;
    this.contents.set(full, content);
    const body = isObject(content) ? writeTemplate(content, context) : writeText(content, context);
    // What ends in a literal block keeps its last line break; else the break belongs to whoever includes it.
    const end = / \|$/m.test(body) ? '{{ end }}' : '{{- end }}';
    const helper = `{{- define "${full}" -}}\n${body}${end}\n`;
    const known = this.helpers.get(full);
    if (known !== undefined && known !== helper) throw new ChatbotError(`two different parts have the name "${name}"`);
    this.helpers.set(full, helper);
    return `include "${full}" .`;
  }

  private belongs(owner: object): boolean {
    const { own, global } = this.chart.owners;
    return owner === own || owner === global || this.chart.subcharts.some((subchart) => subchart.owner === owner);
  }
}
