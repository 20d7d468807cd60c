import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the pods of Ollama find the script that serves, and pulls the model. */
export const SCRIPT_FOLDER = '/scripts';
export const SCRIPT = 'ollama.sh';

/** The script's text, without empty lines: in a part that is indented twice, these would be lines of blanks. */
export function scriptOf(): string {
  return readFileSync(join(__dirname, SCRIPT), 'utf8').replace(/\n{2,}/g, '\n');
}
