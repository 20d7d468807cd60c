import weak from './weak-words.json';

/** The list by which weak secrets are known, as a JSON text: the Job that makes Secrets reads it, too. */
export const WEAK_WORDS = `${JSON.stringify(weak, null, 2)}\n`;

const NAME =
  /(pass(word|wd|phrase)?|secret|token|credentials?|(api|jwt|agent|private|access|secret|signing)[-_]?key)$/i;
const JWT_KEY = /jwt|signing/i;
/** A key of HS256 has as many bytes as its hash. Source: RFC 7518, 3.2. */
const JWT_BYTES = 32;

/** Whether a name, of a variable or of a Secret's key, is that of a secret. */
export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/**
 * What is wrong with a secret that is written down, in words that do not repeat it: it is short, of few
 * different characters, or what others ship as a default. Undefined when nothing is.
 * @param name of the variable or the key; that of a JWT wants a longer one
 */
export function weaknessOf(secret: string, name = ''): string | undefined {
  const text = secret.trim();
  const bytes = Buffer.byteLength(text);
  if (JWT_KEY.test(name) && bytes < JWT_BYTES) return `has ${bytes} bytes, and a key of JWTs needs ${JWT_BYTES}`;
  const { words, characters, differentCharacters, charactersWithWord } = weak;
  const isKnown = text.length < charactersWithWord && new RegExp(words.join('|'), 'i').test(text);
  return isKnown || text.length < characters || new Set(text).size < differentCharacters
    ? 'is easy to guess'
    : undefined;
}
