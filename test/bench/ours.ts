import { App, Chart } from 'cdk8s';
import { PostgresDatabase, WebService, synth } from '../../constructs';

// Usage: ours.ts COUNT FOLDER: writes COUNT stacks of 34 objects each.
const [count, outdir] = [Number(process.argv[2]), process.argv[3]!];

const resources = {
  requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '300m', memory: '256Mi', ephemeralStorage: '256Mi' },
};
const autoscaling = { enabled: true, minReplicas: 1, maxReplicas: 3, cpuPercent: 80 };
const names = ['frontend', 'backend', 'agent', 'mcp', 'model'];

function addStack(chart: Chart): void {
  for (const [index, name] of names.entries()) {
    new WebService(chart, name, {
      image: `example/${name}:1.0.0`,
      port: 8000 + index,
      resources,
      autoscaling: name === 'model' ? undefined : autoscaling,
      environment: { LOG: 'info' },
    });
  }
  new PostgresDatabase(chart, 'database', {
    image: 'postgres:15',
    database: 'todo',
    user: 'todo',
    password: { secretName: 'database', key: 'password' },
    storage: '1Gi',
    resources,
  });
}

const app = new App({ outdir });
for (let tenant = 0; tenant < count; tenant++) addStack(new Chart(app, `tenant-${tenant}`));
synth(app, { outdir });
