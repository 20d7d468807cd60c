// The start program and Next's bundles hold separate copies of this module: the process is what they share.
const key = Symbol.for('todo-chatbot.frontend.draining');
const shared = globalThis as { [key]?: boolean };

/** True from SIGTERM on: running requests still finish, but new ones should go elsewhere. */
export function isDraining(): boolean {
  return shared[key] === true;
}

export function startDraining(): void {
  shared[key] = true;
}
