/**
 * Whether a browser made this request on behalf of another site. `Sec-Fetch-Site` decides where the browser sends it
 * (HTTPS and localhost); elsewhere `Origin` must name the host that was asked. A request with neither does not come
 * from a browser's page and carries no cookie that its sender does not hold.
 */
export function isCrossSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.get('host');
}
