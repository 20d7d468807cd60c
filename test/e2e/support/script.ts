import { type Output, attempt } from './command';
import { helmProgram } from './release';

/** Runs one of scripts/ as a person does, whatever its exit code. */
export function attemptScript(name: string, ...args: string[]): Promise<Output> {
  return attempt(`scripts/${name}`, args, { timeoutSeconds: 300, env: { HELM: helmProgram() } });
}

/** The same for one that must succeed. @throws with all that it said */
export async function script(name: string, ...args: string[]): Promise<Output> {
  const output = await attemptScript(name, ...args);
  if (output.code !== 0) throw new Error(output.told);
  return output;
}
