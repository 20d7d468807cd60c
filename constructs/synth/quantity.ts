const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity as a number: `500m` is 0.5, `1Ki` is 1024. */
export function parseQuantity(text: string): number {
  const match = /^([0-9.]+)([A-Za-z]*)$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2]!] ?? Number.NaN) : Number.NaN;
}

/** An amount for people: CPU in thousandths, pods and objects as they are, all else in mebibytes. */
export function amountText(name: string, amount: number): string {
  if (/(^|[.])cpu$/.test(name)) return `${Math.round(amount * 1000)}m`;
  return /(memory|storage)$/.test(name) ? `${Math.ceil(amount / 2 ** 20)}Mi` : String(amount);
}
