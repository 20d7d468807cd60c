import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserNetwork, pauseBefore, waitToRetry } from '../../client/network.ts';

const never = new AbortController().signal;

/** A network whose cable can be pulled. */
function cable(online: boolean) {
  const watchers = new Set<() => void>();
  const network = {
    online: () => online,
    watch: (cameBack: () => void) => {
      watchers.add(cameBack);
      return () => void watchers.delete(cameBack);
    },
  };
  return { network, watchers, plugIn: () => watchers.forEach((cameBack) => cameBack()) };
}

test('pauses double, vary by a quarter, and have an end', () => {
  assert.deepEqual(
    [0, 1, 2, 9].map((attempt) => pauseBefore(attempt, () => 0.5)),
    [250, 500, 1000, 8000],
  );
  assert.equal(
    pauseBefore(2, () => 0),
    750,
  );
  assert.ok(pauseBefore(2) >= 750 && pauseBefore(2) <= 1250);
});

test('a wait ends in time, or at once when the network comes back', async () => {
  const on = cable(true);
  await waitToRetry(1, on.network, never);
  const long = waitToRetry(3_600_000, on.network, never);
  on.plugIn();
  await long;
  assert.equal(on.watchers.size, 0);
});

test('without a network the time alone ends no wait', async () => {
  const off = cable(false);
  let over = false;
  const wait = waitToRetry(1, off.network, never).then(() => (over = true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(over, false);
  off.plugIn();
  await wait;
});

test('who leaves does not wait', async () => {
  const leaving = new AbortController();
  const on = cable(true);
  const wait = waitToRetry(3_600_000, on.network, leaving.signal);
  leaving.abort();
  await assert.rejects(wait, { name: 'AbortError' });
  await assert.rejects(waitToRetry(1, on.network, leaving.signal), { name: 'AbortError' });
  assert.equal(on.watchers.size, 0);
});

test('the browser’s own network is asked and watched', () => {
  const page = new EventTarget();
  Object.assign(globalThis, {
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true });
  assert.equal(browserNetwork.online(), false);
  let count = 0;
  const unwatch = browserNetwork.watch(() => (count += 1));
  page.dispatchEvent(new Event('online'));
  unwatch();
  page.dispatchEvent(new Event('online'));
  assert.equal(count, 1);
});
