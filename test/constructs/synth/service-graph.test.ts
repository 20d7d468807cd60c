import { App, Chart } from 'cdk8s';
import { PostgresDatabase, WebService } from '../../../constructs/platform';
import { HelmChart, Subchart, mermaidOf, onlyWhen, serviceGraphOf } from '../../../constructs/synth';
import { boolean, integer, section } from '../../../constructs/values';

const amounts = { cpu: '100m', memory: '64Mi', ephemeralStorage: '16Mi' };
const resources = { requests: amounts, limits: amounts };
const web = { image: 'shop/web:1.0.0', port: 8000, resources };

test('literals: who was told to call whom', () => {
  const chart = new Chart(new App(), 'shop');
  const front = new WebService(chart, 'front', web);
  const database = new PostgresDatabase(chart, 'database', {
    image: 'postgres:15',
    database: 'shop',
    user: 'shop',
    password: { secretName: 'database', key: 'password' },
    storage: '1Gi',
    resources,
  });
  front.traffic.to(database.traffic, database.port);
  front.traffic.toOutside(443, true, { name: 'the bank' });
  front.traffic.to(database.traffic, 9000, false);
  expect(serviceGraphOf(chart)).toEqual({
    nodes: [
      { id: 'front', name: 'front', kind: 'workload', storesData: false },
      { id: 'database', name: 'database', kind: 'workload', storesData: true },
      { id: 'the_bank', name: 'the bank', kind: 'world', storesData: false },
    ],
    edges: [
      { from: 'front', to: 'database', port: 5432 },
      { from: 'front', to: 'the_bank', port: 443 },
    ],
  });
});

const description = 'For a test';
const values = section('A part', {
  port: integer({ description, default: 8080 }),
  open: boolean({ description, default: false }),
});

function shop() {
  const chart = new HelmChart(new App(), 'shop', { version: '1.0.0', description: 'A shop', global: values });
  const { port, open } = chart.global;
  const [front, back] = ['front', 'back'].map((id) => new Subchart(chart, id, { values: section('A part', {}) }));
  const one = new WebService(front!, 'Default', { ...web, port });
  const two = new WebService(back!, 'Default', { ...web, port });
  return { chart, one, two, port, open, back: back! };
}

test('values: the default port, and a condition in words where it stands', () => {
  const { chart, one, two, port, open } = shop();
  one.traffic.to(two.traffic, port, open);
  one.traffic.toPeers([{ podSelector: {} }], 4318, open, { name: 'collector' });
  two.traffic.toPeers([{ podSelector: {} }], 4318, open, { name: 'collector' });
  const { nodes, edges } = serviceGraphOf(chart);
  expect(edges).toEqual([
    { from: 'front', to: 'back', port: 8080, condition: 'global.open' },
    { from: 'front', to: 'collector', port: 4318 },
    { from: 'back', to: 'collector', port: 4318 },
  ]);
  expect(nodes.at(-1)).toMatchObject({ name: 'collector', kind: 'neighbour', condition: 'global.open' });
});

test('what a node says of its condition, its ways do not repeat', () => {
  const { chart, one, two, port, open, back } = shop();
  onlyWhen(open, back);
  one.traffic.to(two.traffic, port, open);
  const { nodes, edges } = serviceGraphOf(chart);
  expect(nodes.map(({ id, condition }) => [id, condition])).toEqual([
    ['front', undefined],
    ['back', 'global.open'],
  ]);
  expect(edges).toEqual([{ from: 'front', to: 'back', port: 8080 }]);
  expect(mermaidOf('shop', { nodes, edges })).toBe(`flowchart LR
  accTitle: Service graph of shop
  subgraph release ["namespace of the release"]
    front["front"]
    back["back<br><small>global.open</small>"]
  end
  front -. 8080 .-> back
  classDef sometimes stroke-dasharray: 4 4
  class back sometimes
`);
});
