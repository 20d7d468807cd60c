const MOST = 34;

/** About how wide a text is, in pixels: pictures have no fonts to ask. Rather too wide than too narrow. */
export function widthOf(text: string, size: number): number {
  return Math.ceil(text.length * size * 0.6);
}

/** A condition in lines of a bearable length, broken between words. */
export function linesOf(text = ''): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= MOST) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Text as XML takes it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
