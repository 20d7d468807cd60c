import { App } from 'cdk8s';
import { HelmChart, WebService, imageReference, imageValues, section } from '../../../constructs';
import { SynthesizedChart } from '../../../constructs/synth';
import { type Tree, at, literalResources as resources } from '../support/literals';

test('an image of values needs no registry and no digests of all images', () => {
  const values = section('A bot', { image: imageValues('my/bot', '1.2.3') });
  const chart = new HelmChart(new App(), 'bot', { version: '1.0.0', description: 'A bot', values });
  const { image } = chart.values;
  const props = { imagePullPolicy: image.pullPolicy, port: 8000, resources };
  new WebService(chart, 'api', { ...props, image: imageReference(image) });
  const synthesized = new SynthesizedChart(chart);
  const imageOf = (overlay: object) => {
    const plain = synthesized.plain({ environment: 'dev', values: overlay as never }).map(({ json }) => json as Tree);
    return at(
      plain.find(({ kind }) => kind === 'Deployment'),
      'spec.template.spec.containers.0.image',
    );
  };
  expect(imageOf({})).toBe('my/bot:1.2.3');
  expect(imageOf({ image: { digest: `sha256:${'a'.repeat(64)}` } })).toBe(`my/bot@sha256:${'a'.repeat(64)}`);
  // A handle that was read and is in no manifest would be refused.
  expect(() => synthesized.chartFiles()).not.toThrow();
});
