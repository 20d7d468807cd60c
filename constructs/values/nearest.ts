/** The candidate that a person may have meant, if one is close: within a third of its length in edits, and no more than `most`. */
export function nearest(word: string, candidates: readonly string[], most = Infinity): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, edits: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.min(most, Math.max(1, Math.floor(best.candidate.length / 3)))
    ? best.candidate
    : undefined;
}

/** Insertions, deletions, substitutions and exchanged neighbours between two words (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchange = exchanged ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + same, exchange));
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
