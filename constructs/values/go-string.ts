import { ChatbotError } from './error';

/** A Go string literal. What stands between quotes is never template syntax. */
export function goString(text: string): string {
  // JSON's escapes are Go's, but for the lone surrogates that no valid text has.
  if (!isWellFormed(text)) throw new ChatbotError(`the text ${JSON.stringify(text)} is not valid Unicode`);
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// String.isWellFormed of ES2024, which Node 20 has and TypeScript's ES2023 library has not.
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
