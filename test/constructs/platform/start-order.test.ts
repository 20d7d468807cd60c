import { StartOrder } from '../../../constructs/platform/start-order';

test('a workload starts one wave after the last of those that it waits for, whatever the order of saying so', () => {
  const [frontend, backend, database, agent] = Array.from({ length: 4 }, () => new StartOrder());
  frontend!.after(backend!);
  frontend!.after(agent!);
  backend!.after(database!);
  expect([database, backend, agent, frontend].map((order) => order!.wave)).toEqual([0, 1, 0, 2]);
  expect({ ...frontend!.annotations }).toEqual({ 'argocd.argoproj.io/sync-wave': '2' });
});

test('refuses a circle, which could never start', () => {
  const [a, b] = [new StartOrder('a'), new StartOrder('b')];
  a.after(b);
  expect(() => b.after(a)).toThrow('b cannot start after a, which starts after b');
});
