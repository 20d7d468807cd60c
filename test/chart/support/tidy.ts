const PROBLEMS = [
  ['a line of blanks', /^\s+$/],
  ['blanks at the end', /\s$/],
  ['a dash alone', /^ *-$/],
  ['an empty line', /^$/],
] as const;

/** Lines of what Helm printed that no careful person would write: blanks at the end, a dash alone, nothing at all. */
export function untidyLines(text: string): string[] {
  const lines = withoutBlocks(text.replace(/\n+$/, '')).split('\n');
  return lines.flatMap((line, index) => {
    // Helm 4 ends each document with an empty line.
    if (line === '' && lines[index + 1] === '---') return [];
    const problem = PROBLEMS.find(([, pattern]) => pattern.test(line));
    return problem ? [`${problem[0]} after: ${lines[index - 1] ?? ''}`] : [];
  });
}

/** Scripts and files may have empty lines of their own, but not such of blanks. */
function withoutBlocks(text: string): string {
  return text.replace(/^( *)(\S.*: \|-?)\n(?:(?:\1 +\S.*)?(?:\n|$))+/gm, '$1$2\n');
}
