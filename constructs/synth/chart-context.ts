import { ChatbotError } from '../values';
import type { Reference } from '../values/expression';
import type { Defined, NamedPart, TemplateContext } from '../values/template-context';
import { isObject } from '../values/part';
import { ArgumentsContext } from './arguments-context';
import type { AnyHelmChart, Subchart } from './helm-chart';
import { writeText } from './scalar-template';
import { FULL_LINE, writeTemplate } from './template';

/** How the templates of one (sub)chart reach values and helpers. */
export class ChartContext implements TemplateContext {
  readonly root = '';
  readonly variables = new Map<never, string>();
  /** The named templates that were asked for, by their full name. */
  readonly helpers = new Map<string, string>();
  /** The files that templates read, by name. */
  readonly files = new Map<string, string>();
  private readonly owners: ReadonlySet<object>;
  private readonly contents = new Map<string, Defined & { readonly body: unknown }>();

  /** @param used gets the name of every value that is read. */
  constructor(
    private readonly chart: AnyHelmChart,
    private readonly subchart: Subchart | undefined,
    private readonly used: Set<string>,
    private readonly umbrella?: ChartContext,
  ) {
    const { own, global } = chart.owners;
    this.owners = new Set([own, global, ...chart.subcharts.map(({ owner }) => owner)]);
  }

  pathOf(reference: Reference<unknown>): string {
    const { owner, keys } = reference;
    const home = this.subchart?.node.id ?? '';
    if (owner.key !== 'global' && home && owner.key !== home) {
      throw new ChatbotError(
        `reads ${reference.name}, which is not a value of the subchart "${home}"; what several share belongs under global`,
      );
    }
    if (!this.owners.has(owner)) throw new ChatbotError(`reads ${reference.name} of another chart, ${owner.path}`);
    this.used.add(reference.name);
    if (owner.key === home) return ['.Values', ...keys].join('.');
    // A dash cannot stand in a field of a Go template.
    const values = owner.key.includes('-') ? `(index .Values "${owner.key}")` : `.Values.${owner.key}`;
    return [values, ...keys].join('.');
  }

  define(part: NamedPart): Defined {
    // A subchart in which what is shared reads otherwise has its own.
    const defined = (part.reach === 'shared' ? this.sharedOne(part) : undefined) ?? this.written(part, this);
    if (defined) return defined;
    throw new ChatbotError(`two different parts have the name "${part.name}"`);
  }

  file(name: string, text: string): string {
    const known = this.files.get(name);
    if (known !== undefined && known !== text) throw new ChatbotError(`two different files have the name "${name}"`);
    this.files.set(name, text);
    return `.Files.Get "files/${name}"`;
  }

  /** Whether the (whole) chart has a named template with this content, or gets it now, since nothing else has the name. */
  offers(part: NamedPart): boolean {
    return (part.reach === 'shared' ? this.sharedOne(part) : this.written(part, this)) !== undefined;
  }

  /** Makes a named template of a template's text; undefined when another one has the name. */
  share(name: string, text: string): string | undefined {
    const full = this.fullName(name);
    const helper = definition(full, text);
    if ((this.helpers.get(full) ?? helper) !== helper) return undefined;
    this.helpers.set(full, helper);
    return `{{- include "${full}" . }}\n`;
  }

  private sharedOne(part: NamedPart): Defined | undefined {
    return (this.umbrella ?? this).written(part, this.sharedContext());
  }

  // What all subcharts include reads the global values and, at the same place in each of them, the subchart's own.
  private sharedContext(): TemplateContext {
    return {
      root: this.root,
      variables: this.variables,
      pathOf: (reference) => this.pathOf(reference),
      define: (part) =>
        this.define(
          part.reach === 'own' ? { name: part.name, body: part.body, told: part.told, reach: 'shared' } : part,
        ),
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

  /** Writes a named template; undefined when another one has the name. */
  private written({ name, body, told }: NamedPart, context: TemplateContext): Defined | undefined {
    const fullName = this.fullName(name);
    const known = this.contents.get(fullName);
    if (known?.body === body) return known;
    const inner = told ? new ArgumentsContext(context, told) : undefined;
    const text = isObject(body) ? writeTemplate(body, inner ?? context) : writeText(body, inner ?? context);
    const helper = definition(fullName, text);
    if ((this.helpers.get(fullName) ?? helper) !== helper) return undefined;
    const isLoose = text.startsWith('{{-') || endsInBlock(text);
    const defined = { fullName, readsChart: inner?.readsChart ?? true, isLoose, body };
    this.contents.set(fullName, defined);
    this.helpers.set(fullName, helper);
    return defined;
  }
}

/** A named template; one of a single short line stands in that line. */
function definition(name: string, body: string): string {
  const row = `{{- define "${name}" }}${body.trimEnd()}{{ end }}`;
  if (/^\S.*\n$/.test(body) && !body.startsWith('{{-') && row.length <= FULL_LINE) return `${row}\n`;
  // What ends in a literal block keeps its last line break; else the break belongs to whoever includes it.
  return `{{- define "${name}" -}}\n${body}${endsInBlock(body) ? '{{ end }}' : '{{- end }}'}\n`;
}

function endsInBlock(body: string): boolean {
  return / \|$/m.test(body);
}
