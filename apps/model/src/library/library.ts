import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A model's name with its tag, as Ollama lists it. */
export function fullName(name: string): string {
  return /:[^/]*$/.test(name) ? name : `${name}:latest`;
}

/** Models in a folder, where they outlive the process, and those that are in memory, as Ollama has them. All of them are the rules. */
export class Library {
  readonly #folder: string;
  readonly #loaded = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  has(name: string): boolean {
    return existsSync(this.#path(name));
  }

  keep(name: string): void {
    writeFileSync(this.#path(name), '{}');
  }

  load(name: string): void {
    this.#loaded.add(fullName(name));
  }

  get names(): readonly string[] {
    const files = readdirSync(this.#folder).filter((file) => file.endsWith('.model'));
    return files.map((file) => decodeURIComponent(file.slice(0, -'.model'.length))).sort();
  }

  get loaded(): readonly string[] {
    return [...this.#loaded];
  }

  #path(name: string): string {
    return join(this.#folder, `${encodeURIComponent(fullName(name))}.model`);
  }
}
