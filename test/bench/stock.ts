import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

// Usage: stock.ts COUNT FOLDER: writes COUNT stacks of 34 objects each, by stock cdk8s and cdk8s-plus.
const [count, outdir] = [Number(process.argv[2]), process.argv[3]!];
const names = ['frontend', 'backend', 'agent', 'mcp', 'model'];

// As many objects of the same kinds as ours.ts makes.
function addStack(chart: Chart): void {
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
for (let tenant = 0; tenant < count; tenant++) addStack(new Chart(app, `tenant-${tenant}`));
app.synth();
