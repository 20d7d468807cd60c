/** A command that a page shows, as words. Quotes stay: nothing here runs it. */
export type Command = readonly string[];

/** The lines of a page's `sh` blocks, without comments; one that goes on in the next is one. */
export function linesOf(page: string): string[] {
  return [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) =>
    block!
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/(^|\s)# .*$/, '').trim())
      .filter((line) => line !== ''),
  );
}

/** The same as words. What a pipe leads to is a command of its own. */
export function commandsOf(page: string): Command[] {
  return linesOf(page).flatMap((line) => line.split(' | ').map((command) => command.split(/\s+/)));
}

/** The options of a command, `--set` and `-f`, without what they are set to. */
export function optionsOf(command: Command): string[] {
  const end = command.indexOf('--');
  return command
    .slice(1, end < 0 ? undefined : end)
    .filter((word) => /^--?[a-z]/i.test(word))
    .map((word) => word.replace(/=.*$/, ''));
}
