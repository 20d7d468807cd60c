/** As many as the backend takes. */
export const maxTags = 10;
export const maxTagLength = 40;

/** The tags with those of the text added, which commas part; in the form in which the backend keeps them. */
export function withTags(tags: readonly string[], text: string): readonly string[] {
  const added = text.split(/[,،]/).map((tag) => [...tag.trim().toLowerCase()].slice(0, maxTagLength).join('').trim());
  return [...new Set([...tags, ...added.filter(Boolean)])].slice(0, maxTags);
}
