const KEY = '\ue0c8part\ue8c8';
const marked = new Map<number, object>();
let last = 0;

/** A plain object that stands for one of ours while it passes through cdk8s, which takes plain objects only. */
export function mark(thing: object): Record<string, number> {
  marked.set(++last, thing);
  return { [KEY]: last };
}

/** The object that a marked one stands for, if it is one. */
export function unmark(value: object): object | undefined {
  const id = (value as Record<string, unknown>)[KEY];
  return id === undefined ? undefined : marked.get(id as number);
}
