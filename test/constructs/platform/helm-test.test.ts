import { App, Chart } from 'cdk8s';
import { HelmTest, type HelmTestProps } from '../../../constructs/platform';
import { HelmChart, SynthesizedChart } from '../../../constructs/synth';

const amounts = { cpu: '10m', memory: '32Mi', ephemeralStorage: '16Mi' };
const props: HelmTestProps = {
  image: 'node:24.1.0',
  interpreter: ['node'],
  script: { file: 'test.mjs', text: 'console.log("{{ no template }}");\n' },
  resources: { requests: amounts, limits: amounts },
};

function chartWith(more: Partial<HelmTestProps> = {}): SynthesizedChart {
  const chart = new HelmChart(new App(), 'bot', { version: '1.0.0', description: 'A bot' });
  new HelmTest(chart, 'check', { ...props, ...more });
  return new SynthesizedChart(chart);
}

test('is a pod, its script and its policies, all of them hooks and none of them in plain manifests', () => {
  const chart = chartWith();
  expect(chart.plain({ environment: 'dev', values: {} })).toEqual([]);
  const templates = [...chart.chartFiles()].filter(([name]) => /^templates\/.*\.yaml$/.test(name));
  expect(templates.map(([name]) => name).sort()).toEqual([
    'templates/check-configmap.yaml',
    'templates/check-networkpolicy.yaml',
    'templates/check-pod.yaml',
    'templates/check-ways.yaml',
  ]);
});

test('has a deadline, and reaches the ports that it is told', () => {
  const chart = chartWith({ ports: [8000, 'metrics'], activeDeadlineSeconds: 30, args: ['a'] });
  const { objects } = chart;
  const contents = Object.fromEntries(objects.map(({ file, content, hook }) => [file, { spec: content.spec, hook }]));
  const pod = chart.chartFiles().get('templates/check-pod.yaml');
  expect(pod).toContain('\n  activeDeadlineSeconds: 30\n');
  expect(pod).toContain('\n  automountServiceAccountToken: false\n');
  const ports = [
    { port: 8000, protocol: 'TCP' },
    { port: 'metrics', protocol: 'TCP' },
  ];
  expect(contents['check-ways']!.spec).toMatchObject({ policyTypes: ['Ingress'], ingress: [{ ports }] });
  for (const { hook } of Object.values(contents)) {
    expect(hook).toMatchObject({ events: ['test'], deletePolicy: ['before-hook-creation', 'hook-succeeded'] });
  }
  expect(contents['check-pod']!.hook!.weight).toBeGreaterThan(contents['check-ways']!.hook!.weight!);
});

test.each<[Partial<HelmTestProps>, string]>([
  [
    { activeDeadlineSeconds: 0 },
    'bot/check: activeDeadlineSeconds: expected a whole number from 1 to 2147483647, found 0',
  ],
  [{ ports: [] }, 'bot/check: ports: expected 1 item or more, found 0'],
  [{ ports: [70_000] }, 'bot/check: ports[0]: expected the name of a port, or a number from 1 to 65535, found 70000'],
  [{ user: 0 }, 'bot/check: the user 0 is root'],
])('%j is refused', (more, message) => {
  expect(() => chartWith(more)).toThrow(message);
});

test('there is none without Helm', () => {
  expect(() => new HelmTest(new Chart(new App(), 'bot'), 'check', props)).toThrow('bot/check: only Helm runs tests');
});
