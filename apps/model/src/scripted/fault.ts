import { HttpProblem } from '@todo-chatbot/service';

/** What a scripted model does to one completion request instead of, or while, answering by rules. */
export type Fault = { readonly times?: number; readonly match?: string } & (
  | { readonly kind: 'status'; readonly status: number; readonly retry_after?: number }
  | { readonly kind: 'hang'; readonly seconds: number; readonly after_chunks?: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'truncate'; readonly after_chunks: number; readonly clean?: boolean }
  | { readonly kind: 'malformed_arguments' | 'unknown_tool' | 'endless_tools' }
  | { readonly kind: 'tool_call'; readonly name: string; readonly arguments: object }
  | { readonly kind: 'text'; readonly text: string }
);

type Check = (value: unknown) => boolean;

const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isObject: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isSeconds: Check = (value) => typeof value === 'number' && value >= 0 && value <= 3600;

/** The fields of each kind; those that end in `?` may be left out. */
const kinds: Readonly<Record<Fault['kind'], Readonly<Record<string, Check>>>> = {
  status: { status: whole(400, 599), 'retry_after?': isSeconds },
  hang: { seconds: isSeconds, 'after_chunks?': whole(0, 10_000) },
  delay: { milliseconds: whole(0, 3_600_000) },
  truncate: { after_chunks: whole(0, 10_000), 'clean?': isFlag },
  malformed_arguments: {},
  unknown_tool: {},
  endless_tools: {},
  tool_call: { name: isText, arguments: isObject },
  text: { text: isText },
};
const always: Readonly<Record<string, Check>> = { 'times?': whole(1, 1_000_000), 'match?': isText };

/** Reads a list of faults; throws a 400 {@link HttpProblem} that names the first wrong part. */
export function readFaults(body: unknown): readonly Fault[] {
  if (!Array.isArray(body)) throw new HttpProblem(400, 'The body must be a list of faults.');
  return body.map((value: unknown, index) => readFault(value, `faults[${String(index)}]`));
}

function readFault(value: unknown, path: string): Fault {
  if (!isObject(value)) throw new HttpProblem(400, `${path} must be an object.`);
  const { kind, ...given } = value as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string' || !Object.hasOwn(kinds, kind)) {
    throw new HttpProblem(400, `${path}.kind must be one of ${Object.keys(kinds).join(', ')}.`);
  }
  const checks = { ...kinds[kind as Fault['kind']], ...always };
  for (const [key, check] of Object.entries(checks)) {
    const name = key.replace('?', '');
    const isThere = Object.hasOwn(given, name);
    if (!isThere && !key.endsWith('?')) throw new HttpProblem(400, `${path}.${name} is missing.`);
    if (isThere && !check(given[name])) throw new HttpProblem(400, `${path}.${name} is not valid.`);
  }
  const known = new Set(Object.keys(checks).map((key) => key.replace('?', '')));
  const other = Object.keys(given).find((name) => !known.has(name));
  if (other !== undefined) throw new HttpProblem(400, `${path}.${other} is not known for the kind ${kind}.`);
  return value as Fault;
}
