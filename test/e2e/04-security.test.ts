import { type Pod, componentOf, inPod, livingPods } from './support/cluster';
import { attempt } from './support/command';
import { NAMESPACE, RELEASE, haveRelease, helm } from './support/release';

/** What the kernel says of a process, by the names of /proc/PID/status. */
function kernelView(status: string): Record<string, string> {
  return Object.fromEntries([...status.matchAll(/^(\w+):\s*(.*)$/gm)].map((match) => [match[1]!, match[2]!]));
}

const containersOf = ({ spec }: Pod) => [...(spec.initContainers ?? []), ...spec.containers];

describe('every pod of the release', () => {
  let pods: Pod[];
  /** What a shell in each of them prints. */
  const inEach = (script: string) =>
    Promise.all(pods.map(({ metadata }) => inPod(NAMESPACE, metadata.name, ['sh', '-c', script])));

  beforeAll(async () => {
    await haveRelease();
    pods = await livingPods(NAMESPACE);
  });

  test('is let in by a namespace that refuses others', async () => {
    const pod = {
      metadata: { name: 'plain' },
      spec: { containers: [{ name: 'plain', image: 'node:24-bookworm-slim' }] },
    };
    const input = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod });
    const refused = await attempt('kubectl', ['apply', '--namespace', NAMESPACE, '--dry-run=server', '-f', '-'], {
      input,
    });
    expect(refused.stderr).toContain('violates PodSecurity "restricted:latest"');
  });

  test('violates nothing of Pod Security restricted, says the API server', async () => {
    // The running pods are judged only when the level or version changes; kube-system shows that they are judged at all.
    const label = (namespace: string, version: string) =>
      attempt('kubectl', [
        ...['label', 'namespace', namespace, '--dry-run=server', '--overwrite'],
        'pod-security.kubernetes.io/enforce=restricted',
        `pod-security.kubernetes.io/enforce-version=${version}`,
      ]);
    expect((await label('kube-system', 'v1.30')).stderr).toContain('existing pods in namespace "kube-system" violate');
    const ours = await label(NAMESPACE, 'v1.30');
    expect(ours.stdout).toContain('labeled');
    expect(ours.stderr).toBe('');
  });

  test.each(['manifest', 'hooks'])('is applied again without a warning: helm get %s', async (part) => {
    const input = await helm(['get', part, RELEASE]);
    const applied = await attempt('kubectl', ['apply', '--namespace', NAMESPACE, '--dry-run=server', '-f', '-'], {
      input,
    });
    expect(applied.stdout).toMatch(
      part === 'hooks' ? /^job.batch.* \(server dry run\)$/m : /^deployment.apps\/backend /m,
    );
    // Helm made them, so that apply tells of an annotation that it misses; all else would be a warning about the pods.
    const warnings = applied.stderr.split('\n').filter((line) => !line.includes('last-applied-configuration'));
    expect({ code: applied.code, warnings }).toEqual({ code: 0, warnings: [''] });
  });

  test('asks for no privilege, and for bounded resources', () => {
    for (const pod of pods) {
      expect(pod.spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(pod.spec.hostNetwork).toBeUndefined();
      expect(pod.spec.volumes?.filter((volume) => 'hostPath' in volume)).toEqual([]);
      for (const container of containersOf(pod)) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        for (const kind of ['requests', 'limits'] as const) {
          expect(Object.keys(container.resources?.[kind] ?? {}).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
        }
      }
    }
  });

  test('has none, says the kernel: not root, no capability, no new privileges, filtered system calls', async () => {
    for (const text of await inEach('cat /proc/1/status')) {
      const status = kernelView(text);
      const none = '0000000000000000';
      expect(status).toMatchObject({ CapEff: none, CapPrm: none, CapBnd: none, NoNewPrivs: '1', Seccomp: '2' });
      expect(status.Uid).toMatch(/^(10001|999)\t/);
      expect(status.Gid).toMatch(/^(10001|999)\t/);
    }
  });

  test('cannot write to its root, only to /tmp', async () => {
    expect(pods.map(componentOf).sort()).toEqual(
      expect.arrayContaining(['agent', 'backend', 'database', 'frontend', 'mcp', 'model']),
    );
    const folders = ['/', '/etc', '/usr/local', '/home', '/tmp'];
    const each = folders.map((folder) => `(echo x >${folder}/e2e) 2>&1 && rm ${folder}/e2e && echo written`);
    for (const printed of await inEach(each.join('\n'))) {
      const [written, ...refused] = printed.trim().split('\n').reverse();
      expect(written).toBe('written');
      expect(refused).toEqual(Array(4).fill(expect.stringContaining('Read-only file system')));
    }
  });

  test('has no token for the Kubernetes API, and no key in its environment', async () => {
    for (const printed of await inEach('ls /var/run/secrets/kubernetes.io 2>&1; env')) {
      const [token, ...environment] = printed.split('\n');
      expect(token).toContain('No such file or directory');
      expect(environment.join('\n')).not.toMatch(/^[A-Z_]*(PASSWORD|KEY|SECRET|TOKEN)=/m);
    }
  });

  test('did not restart by itself', () => {
    const restarts = pods.flatMap(({ status }) =>
      (status.containerStatuses ?? []).map(({ restartCount }) => restartCount),
    );
    expect(restarts.filter((count) => count > 0)).toEqual([]);
  });
});
