import { headers } from 'next/headers';
import { readSessionCookie } from '../server/cookie.ts';
import { settings } from '../server/settings.ts';
import { App } from '../ui/app.tsx';

// Whether there is a cookie only chooses what is drawn first; what the person may see, the backend decides.
export default async function Page() {
  const token = readSessionCookie(new Headers(await headers()), settings().cookieSecure);
  return <App signedIn={token !== undefined} />;
}
