import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, ROOT } from './support/command';
import { NAMESPACE, makeNamespace } from './support/release';

describe('CloudNativePG', () => {
  const folder = join(ROOT, 'dist/manifests/todo-chatbot/prod-cnpg');
  const apply = (change: (text: string) => string) => {
    const text = readFileSync(join(folder, 'database-cnpg-cluster.yaml'), 'utf8').replaceAll(
      'chatbot-prod-cnpg',
      NAMESPACE,
    );
    return attempt('kubectl', ['apply', '--dry-run=server', '-f', '-'], { input: change(text) });
  };

  const { status } = spawnSync('kubectl', ['get', 'crd', 'clusters.postgresql.cnpg.io']);

  (status === 0 ? test : test.skip)(
    "its Cluster is what the API server takes, where the operator's definitions are",
    async () => {
      await makeNamespace();
      expect((await apply((text) => text)).told).toContain('cluster.postgresql.cnpg.io/database created');
      expect((await apply((text) => text.replace('instances: 3', 'instances: 0'))).told).toContain('spec.instances');
    },
  );
});
