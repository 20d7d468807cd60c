/** Something that changes, and tells those who watch it; made for React's `useSyncExternalStore`. */
export class Store<State> {
  #state: State;
  readonly #watchers = new Set<() => void>();

  constructor(state: State) {
    this.#state = state;
  }

  /** The state; the same object until it changes. */
  readonly get = (): State => this.#state;

  /** @returns what ends the watching */
  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  };

  set(state: State): void {
    if (Object.is(state, this.#state)) return;
    this.#state = state;
    for (const changed of this.#watchers) changed();
  }
}
