import { ChatError, type ToolOffer } from '../chat.ts';

/** Readers of JSON that name the part which is wrong, in a 400 {@link ChatError}. */

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'must be an object');
  return value as Fields;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, 'must be a list');
  return value as readonly unknown[];
}

export function string(value: unknown, path: string): string {
  if (typeof value !== 'string') throw invalid(path, 'must be a text');
  return value;
}

export function text(value: unknown, path: string): string {
  if (string(value, path) === '') throw invalid(path, 'must not be empty');
  return value as string;
}

export function flag(value: unknown, path: string): boolean {
  if (value != null && typeof value !== 'boolean') throw invalid(path, 'must be true or false');
  return value === true;
}

/** A whole number of at least 1, or undefined when it is left out. */
export function count(value: unknown, path: string): number | undefined {
  if (value == null) return undefined;
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw invalid(path, 'must be a whole number of at least 1');
  return value as number;
}

/** The tools that a caller offers; both forms of the wire write them alike. */
export function toolOffers(value: unknown): readonly ToolOffer[] {
  const tools = value == null ? [] : list(value, 'tools');
  return tools.map((offered, index) => {
    const path = `tools[${String(index)}]`;
    const tool = fields(offered, path);
    if (tool['type'] !== 'function') throw invalid(`${path}.type`, 'must be function');
    const described = fields(tool['function'], `${path}.function`);
    const name = text(described['name'], `${path}.function.name`);
    const schema =
      described['parameters'] == null ? {} : fields(described['parameters'], `${path}.function.parameters`);
    if (schema['properties'] == null) return { name };
    return { name, parameters: Object.keys(fields(schema['properties'], `${path}.function.parameters.properties`)) };
  });
}

export function invalid(path: string, what: string): ChatError {
  return new ChatError(400, `'${path}' ${what}.`, { param: path });
}
