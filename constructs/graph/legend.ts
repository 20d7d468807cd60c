const KEYS: readonly (readonly [mark: string, text: string])[] = [
  ['<path class="way" d="M0 8H28" marker-end="url(#arrow)"/>', 'may call, on the port'],
  ['<path class="way sometimes" d="M0 8H28" marker-end="url(#arrow)"/>', 'under the value that is named'],
  [
    '<g class="store"><path d="M4 3A10 3 0 0 1 24 3V14A10 3 0 0 1 4 14Z"/><path class="bar" d="M4 3A10 3 0 0 0 24 3"/></g>',
    'data rests here',
  ],
  [
    '<g class="job"><rect x="1" y="1" width="26" height="15" rx="2"/><path class="bar" d="M5 1v15M23 1v15"/></g>',
    'runs to its end',
  ],
  ['<g class="neighbour"><rect x="1" y="1" width="26" height="15" rx="7.5"/></g>', 'others in the cluster'],
  ['<g class="world"><rect x="1" y="1" width="26" height="15" rx="7.5"/></g>', 'outside the cluster'],
];

/** What the signs mean, in a row. */
export function legend(x: number, y: number): string {
  let left = x;
  const items = KEYS.map(([mark, text]) => {
    const item = `<g transform="translate(${left} ${y})">${mark}<text class="key" x="36" y="12">${text}</text></g>`;
    left += 36 + Math.ceil(text.length * 6.4) + 22;
    return item;
  });
  return items.join('\n');
}
