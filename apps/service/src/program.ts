import { errorFields } from './log.ts';
import type { Service } from './server.ts';
import { SettingsError, SettingsReader } from './settings.ts';

/** Runs a program until SIGTERM or SIGINT. Bad settings end it with one sentence on stderr and exit code 2. */
export async function runProgram(name: string, start: (settings: SettingsReader) => Promise<Service>): Promise<void> {
  let service: Service;
  try {
    service = await start(new SettingsReader(process.env));
  } catch (error) {
    const reason = error instanceof SettingsError ? error.message : startFailure(error);
    process.stderr.write(`${name}: ${reason}\n`);
    process.exit(error instanceof SettingsError ? 2 : 1);
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void service.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function startFailure(error: unknown): string {
  const { error: kind, error_code: code } = errorFields(error);
  return `could not start (${String(code ?? kind)}).`;
}
