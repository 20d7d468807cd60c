/** One line: no control character and nothing that YAML 1.1 takes for a line break. */
export const ONE_LINE = '^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]*$';

const pattern = new RegExp(ONE_LINE, 'u');

/** Whether a text stays on its line in every YAML version. */
export function isOneLine(text: string): boolean {
  return pattern.test(text);
}
