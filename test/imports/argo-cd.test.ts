import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Application } from '../../imports/argo-cd';

const project = join(__dirname, '../..');
const schemas = join(project, '../shared/schemas/crds');
const kubeconform = [process.env.KUBECONFORM, join(project, '.tools/bin/kubeconform'), 'kubeconform'].find(
  (name) => name !== undefined && spawnSync(name, ['-v']).status === 0,
);

/** An Application that keeps prod as the repository's golden manifests say, and what kubeconform says of it. */
function validated(syncPolicy: object) {
  const chart = new Chart(new App(), 'argo');
  new Application(chart, 'prod', {
    metadata: { name: 'todo-chatbot-prod' },
    spec: {
      project: 'default',
      source: {
        repoURL: 'https://git.example.com/chatbot.git',
        targetRevision: 'v0.1.0',
        path: 'dist/manifests/todo-chatbot/prod',
      },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'chatbot-prod' },
      syncPolicy,
    },
  });
  const location = join(schemas, '{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json');
  const args = ['-strict', '-schema-location', location, '-'];
  const result = spawnSync(kubeconform!, args, { input: JSON.stringify(chart.toJson()[0]), encoding: 'utf8' });
  return { status: result.status, said: result.stdout };
}

const testWithSchemas = kubeconform && existsSync(schemas) ? test : test.skip;

testWithSchemas('an Application is what the custom resource definition of Argo CD accepts', () => {
  expect(validated({ automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] })).toEqual({
    status: 0,
    said: '',
  });
});

testWithSchemas('what the definition does not know is refused', () => {
  expect(validated({ automated: { prun: true } }).status).toBe(1);
});
