import { map, string } from '../values';

const PREFIX = '([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?';
const WORD = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';

/** What the key of a label or an annotation is. Source: Kubernetes documentation, Labels and Selectors. */
export const LABEL_KEYS = {
  pattern: `^${PREFIX}${WORD}$`,
  expected: 'names such as team or example.com/team',
};

/** What the value of a label is. */
export const LABEL_VALUE = {
  pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$',
  maxLength: 63,
  expected: 'letters, digits, dashes, dots and underscores, or nothing',
};

/** Labels beyond those that a chart sets by itself. */
export function labelValues(description: string) {
  return map({
    description,
    item: string({ description: 'Value of a label', default: '', ...LABEL_VALUE }),
    keys: { ...LABEL_KEYS, reserved: '^app[.]kubernetes[.]io/' },
  });
}

/** Annotations beyond those that a chart sets by itself. */
export function annotationValues(description: string) {
  return map({
    description,
    item: string({ description: 'Value of an annotation', default: '' }),
    keys: { ...LABEL_KEYS, reserved: '^(checksum|argocd[.]argoproj[.]io|helm[.]sh)/' },
  });
}
