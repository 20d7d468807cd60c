import { ChatbotError } from '../values';
import type { Reach, Reference, TemplateContext } from '../values/expression';
import { isObject } from '../values/part';
import type { AnyHelmChart, Subchart } from './helm-chart';
import { writeText } from './scalar-template';
import { FULL_LINE, writeTemplate } from './template';

/** How the templates of one (sub)chart reach values and helpers. */
export class ChartContext implements TemplateContext {
  readonly root = '.';
  readonly variables = new Map<never, string>();
  /** The named templates that were asked for, by their full name. */
  readonly helpers = new Map<string, string>();
  /** The files that templates read, by name. */
  readonly files = new Map<string, string>();
  private readonly contents = new Map<string, unknown>();

  /** @param used gets the name of every value that is read. */
  constructor(
    private readonly chart: AnyHelmChart,
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

  include(name: string, content: unknown, reach: Reach = 'own'): string {
    if (reach === 'shared' && this.offers(name, content)) return (this.umbrella ?? this).call(name);
    // A subchart in which what is shared reads otherwise has its own.
    if (this.define(name, content, this))
      return reach === 'each' ? `include (printf "%s.${name}" .Chart.Name) .` : this.call(name);
    throw new ChatbotError(`two different parts have the name "${name}"`);
  }

  file(name: string, text: string): string {
    const known = this.files.get(name);
    if (known !== undefined && known !== text) throw new ChatbotError(`two different files have the name "${name}"`);
    this.files.set(name, text);
    return `.Files.Get "files/${name}"`;
  }

  /** Whether the (whole) chart has a named template with this content, or gets it now, since nothing else has the name. */
  offers(name: string, content: unknown, reach: Reach = 'shared'): boolean {
    if (reach !== 'shared') return this.define(name, content, this);
    return (this.umbrella ?? this).define(name, content, this.sharedContext());
  }

  /** Makes a named template of a template's text; undefined when another one has the name. */
  share(name: string, text: string): string | undefined {
    const full = this.fullName(name);
    const helper = definition(full, text);
    if ((this.helpers.get(full) ?? helper) !== helper) return undefined;
    this.helpers.set(full, helper);
    return `{{- include "${full}" . }}\n`;
  }

  // What all subcharts include reads the global values and, at the same place in each of them, the subchart's own.
  private sharedContext(): TemplateContext {
    return {
      root: this.root,
      variables: this.variables,
      pathOf: (reference) => this.pathOf(reference),
      include: (name, content, reach) => this.include(name, content, reach === 'each' ? reach : 'shared'),
      // A chart reads its own files only.
      file: (name) => {
        throw new ChatbotError(
          `what several subcharts share reads the file "${name}"; only a chart's own templates can`,
        );
      },
    };
  }

  private fullName(name: string): string {
    return `${this.subchart?.node.id ?? this.chart.node.id}.${name}`;
  }

  private call(name: string): string {
    return `include "${this.fullName(name)}" .`;
  }

  /** Defines a named template; false when another one has the name. */
  private define(name: string, content: unknown, context: TemplateContext): boolean {
    const full = this.fullName(name);
    if (this.contents.get(full) === content) return true;
    const body = isObject(content) ? writeTemplate(content, context) : writeText(content, context);
    const helper = definition(full, body);
    const known = this.helpers.get(full);
    if (known !== undefined && known !== helper) return false;
    this.contents.set(full, content);
    this.helpers.set(full, helper);
    return true;
  }

  private belongs(owner: object): boolean {
    const { own, global } = this.chart.owners;
    return owner === own || owner === global || this.chart.subcharts.some((subchart) => subchart.owner === owner);
  }
}

/** A named template; one of a single short line stands in that line. */
function definition(name: string, body: string): string {
  const row = `{{- define "${name}" }}${body.trimEnd()}{{ end }}`;
  if (/^\S.*\n$/.test(body) && !body.startsWith('{{-') && row.length <= FULL_LINE) return `${row}\n`;
  // What ends in a literal block keeps its last line break; else the break belongs to whoever includes it.
  const end = / \|$/m.test(body) ? '{{ end }}' : '{{- end }}';
  return `{{- define "${name}" -}}\n${body}${end}\n`;
}
