import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PostgresDatabase, WebService, synth } from '../../constructs';

// Usage: tenants.ts ours|stock COUNT FOLDER: writes COUNT stacks of 34 objects each.
const [way, count, outdir] = [process.argv[2], Number(process.argv[3]), process.argv[4]!];

const resources = {
  requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
  limits: { cpu: '300m', memory: '256Mi', ephemeralStorage: '256Mi' },
};
const autoscaling = { enabled: true, minReplicas: 1, maxReplicas: 3, cpuPercent: 80 };
const names = ['frontend', 'backend', 'agent', 'mcp', 'model'];

function ours(chart: Chart): void {
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

// As many objects of the same kinds, as cdk8s-plus makes them.
function stock(chart: Chart): void {
  for (const [index, name] of names.entries()) {
    const serviceAccount = new kplus.ServiceAccount(chart, `${name}-account`);
    const config = new kplus.ConfigMap(chart, `${name}-config`, { data: { LOG: 'info' } });
    const deployment = new kplus.Deployment(chart, name, {
      serviceAccount,
      containers: [
        { image: `example/${name}:1.0.0`, portNumber: 8000 + index, envFrom: [kplus.Env.fromConfigMap(config)] },
      ],
    });
    deployment.exposeViaService({ name });
    new kplus.HorizontalPodAutoscaler(chart, `${name}-hpa`, { target: deployment, maxReplicas: 3 });
    new kplus.NetworkPolicy(chart, `${name}-policy`, { selector: deployment });
  }
  new kplus.ServiceAccount(chart, 'database-account');
  new kplus.ConfigMap(chart, 'database-config', { data: { POSTGRES_DB: 'todo' } });
  const service = new kplus.Service(chart, 'database-service', { ports: [{ port: 5432 }] });
  new kplus.StatefulSet(chart, 'database', { service, containers: [{ image: 'postgres:15', portNumber: 5432 }] });
}

const app = new App({ outdir });
for (let tenant = 0; tenant < count; tenant++) (way === 'ours' ? ours : stock)(new Chart(app, `tenant-${tenant}`));
if (way === 'ours') synth(app, { outdir });
else app.synth();
