import { get } from 'node:http';

import { noBrowser, startBrowser, Visitor } from '../../stack/browser.ts';
import type { Stack } from '../../stack/harness.ts';
import { bound, median, type Figure } from './report.ts';

const visits = 5;

interface Visit {
  /** Milliseconds until the largest thing on the page was painted. */
  readonly painted: number;
  readonly shift: number;
  readonly scripts: readonly string[];
}

/** What the page costs a browser: the entrance, and a person's tasks. */
export async function pageFigures(stack: Stack): Promise<readonly Figure[]> {
  if (noBrowser !== false) {
    console.error(`bench: no page: ${noBrowser}`);
    return [];
  }
  const browser = await startBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    const entrance = await visit(await context.newPage(), stack.frontend.url);
    await context.close();
    const visitor = await Visitor.register(stack, browser);
    for (const title of ['Buy milk', 'Call Ada', 'Pay rent']) await visitor.add(title);
    await visitor.say('what is on my list?');
    await visitor.log.getByText('Pay rent').waitFor();
    const workspace = await visit(visitor.page, stack.frontend.url);
    await visitor.leave();
    return [
      ...(await figures('entrance', entrance, 150)),
      ...(await figures('tasks and a conversation', workspace, undefined)),
    ];
  } finally {
    await browser.close();
  }
}

type Page = Visitor['page'];

/** Loads the page several times, each with an empty cache. */
async function visit(page: Page, url: string): Promise<readonly Visit[]> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.addInitScript(() => {
    const seen = { painted: 0, shift: 0 };
    Object.assign(globalThis, { seen });
    const watch = (type: string, note: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    watch('largest-contentful-paint', (entry) => (seen.painted = entry.startTime));
    watch('layout-shift', (entry) => (seen.shift += (entry as PerformanceEntry & { value: number }).value));
  });
  const found: Visit[] = [];
  for (let time = -1; time < visits; time += 1) {
    await page.goto(url);
    await page.waitForLoadState('networkidle');
    const one = await page.evaluate(() => ({
      ...(globalThis as unknown as { seen: { painted: number; shift: number } }).seen,
      scripts: performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.js')),
    }));
    if (time >= 0) found.push(one);
  }
  return found;
}

async function figures(
  what: string,
  found: readonly Visit[],
  kilobytes: number | undefined,
): Promise<readonly Figure[]> {
  const scripts = [...new Set(found.flatMap((one) => one.scripts))];
  const size = async (encoding: string) => {
    const sizes = await Promise.all(scripts.map((url) => bytes(url, encoding)));
    return sizes.reduce((sum, one) => sum + one, 0) / 1000;
  };
  const [brotli, gzip, plain] = [await size('br'), await size('gzip'), await size('identity')];
  const painted = median(found.map((one) => one.painted));
  const shift = Math.max(...found.map((one) => one.shift));
  const within =
    kilobytes === undefined ? {} : { goal: bound(`<= ${kilobytes} kB`, Math.max(brotli, gzip) <= kilobytes) };
  return [
    {
      what: `JavaScript of the first load, ${what}`,
      ours: `${brotli.toFixed(1)} kB br, ${gzip.toFixed(1)} kB gzip`,
      beside: `not compressed: ${plain.toFixed(1)} kB`,
      ratio: (gzip / plain).toFixed(2),
      ...within,
    },
    {
      what: `largest paint, ${what}: p50 of ${visits}`,
      ours: `${painted.toFixed(0)} ms`,
      goal: bound('<= 1 s', painted <= 1000),
    },
    { what: `layout shift, ${what}: the most of ${visits}`, ours: shift.toFixed(3), goal: bound('0', shift === 0) },
  ];
}

/** How long a body is on the wire, whether the server compresses it or leaves it as it is. */
function bytes(url: string, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      let sum = 0;
      response.on('data', (chunk: Buffer) => (sum += chunk.length));
      response.on('end', () => resolve(sum));
      response.on('error', reject);
    }).on('error', reject);
  });
}
