import { App } from 'cdk8s';
import {
  HelmChart,
  WebService,
  boolean,
  imageReference,
  imageValues,
  integer,
  oneOf,
  resourceValues,
  runSynth,
  section,
  text,
} from 'cdk8s-chatbot';

const values = section('My bot', {
  image: imageValues('my/bot'),
  replicas: integer({ description: 'Pods', default: 1, minimum: 1, maximum: 20 }),
  logLevel: oneOf({ description: 'What it logs', options: ['info', 'debug'], default: 'info' }),
  greets: boolean({ description: 'Whether it speaks first', default: true }),
  resources: resourceValues({
    requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
  }),
});

runSynth(() => {
  const app = new App();
  const chart = new HelmChart(app, 'my-bot', { version: '1.0.0', description: 'A bot with values of its own', values });
  const { image, replicas, logLevel, greets, resources } = chart.values;
  new WebService(chart, 'api', {
    image: imageReference(image),
    imagePullPolicy: image.pullPolicy,
    port: 8000,
    replicas,
    resources,
    environment: { LOG_LEVEL: logLevel, GREETS: text(greets) },
  });
  return app;
});
