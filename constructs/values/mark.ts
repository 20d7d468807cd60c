const KEY = '\ue0c8part\ue8c8';
const marked = new Map<number, object>();
let last = 0;
let issued: Set<object> | undefined;

/** A plain object that stands for one of ours while it passes through cdk8s, which takes plain objects only. */
export function mark(thing: object): Record<string, number> {
  marked.set(++last, thing);
  issued?.add(thing);
  return { [KEY]: last };
}

/** The object that a marked one stands for, if it is one. */
export function unmark(value: object): object | undefined {
  const id = (value as Record<string, unknown>)[KEY];
  return id === undefined ? undefined : marked.get(id as number);
}

/** Runs something that resolves constructs. @returns its result, and what was marked but is not in the result. */
export function losses<T>(run: () => T): { readonly result: T; readonly lost: ReadonlySet<object> } {
  const lost = new Set<object>();
  issued = lost;
  try {
    const result = run();
    for (const thing of marksIn(result)) lost.delete(thing);
    return { result, lost };
  } finally {
    issued = undefined;
  }
}

function* marksIn(value: unknown): Iterable<object> {
  if (typeof value !== 'object' || value === null) return;
  const thing = unmark(value);
  if (thing) yield thing;
  else for (const inner of Object.values(value)) yield* marksIn(inner);
}
