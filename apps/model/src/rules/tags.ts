/** Tags as people write them: `home`, `#home`, `"at home"`, several with commas or "and" between them. */

const tag = String.raw`(?:"[^"]{1,60}"|#?[\p{L}\p{N}][\p{L}\p{N}_-]*)`;

/** A pattern, without anchors, for one tag or several. It needs the flag `u`. */
export const tagsPattern = `${tag}(?:(?:, and|,| and) ${tag})*`;

/** A pattern for a tag with its mark among other words: `#home`. It needs the flag `u`. */
export const hashTagPattern = String.raw`(?:^|(?<= ))#(?<tag>\p{L}[\p{L}\p{N}_-]*)`;

/** The words by which a phrase says that tags follow. */
export const taggedWord = '(?:tagged(?: as| with)?|label(?:l)?ed(?: as| with)?|with (?:the )?(?:tags?|labels?))';

/** The tags of a phrase, in the form that tasks have them: trimmed, lower case, each once. */
export function parseTags(phrase: string): readonly string[] {
  const parts = phrase.match(/"[^"]*"|[^,]+?(?=,| and |$)/giu) ?? [];
  const tags = parts.map((part) =>
    part
      .trim()
      .replace(/^and /i, '')
      .replace(/^["'#]+|["']+$/g, '')
      .trim()
      .toLowerCase(),
  );
  return [...new Set(tags.filter((one) => one !== ''))];
}
