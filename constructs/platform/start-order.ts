import { ChatbotError } from '../values';

/**
 * The order of start, for those who start things in order: Argo CD syncs wave by wave. Elsewhere all start at once, and
 * readiness decides who gets traffic.
 */
export class StartOrder {
  private readonly earlier: StartOrder[] = [];

  constructor(private readonly name = 'it') {}

  /** Makes a workload start after another. @throws when that starts after this one. */
  after(other: StartOrder): void {
    if (other === this || other.waitsFor(this)) {
      throw new ChatbotError(`${this.name} cannot start after ${other.name}, which starts after ${this.name}`);
    }
    this.earlier.push(other);
  }

  private waitsFor(other: StartOrder): boolean {
    return this.earlier.some((one) => one === other || one.waitsFor(other));
  }

  /** How many workloads one after the other have to be there before: 0 for one that waits for nobody. */
  get wave(): number {
    return Math.max(0, ...this.earlier.map((other) => other.wave + 1));
  }

  /** Annotations that are read at synth, when all is known. */
  get annotations(): Record<string, string> {
    return Object.defineProperty({}, 'argocd.argoproj.io/sync-wave', {
      enumerable: true,
      get: () => String(this.wave),
    });
  }
}
