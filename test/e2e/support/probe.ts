import { randomUUID } from 'node:crypto';
import { inPod, kubectl } from './cluster';

export interface Address {
  /** What it is called in the result. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Connects by TCP to each address at once; the names of those that take the connection. bash is in every image. */
export async function reached(namespace: string, pod: string, addresses: readonly Address[]): Promise<string[]> {
  const one = ({ name, host, port }: Address) =>
    `(timeout 3 bash -c '</dev/tcp/${host}/${port}' 2>/dev/null && echo ${name}) &`;
  const printed = await inPod(namespace, pod, ['bash', '-c', `${addresses.map(one).join('\n')}\nwait`]);
  return printed.split('\n').filter((line) => line !== '');
}

export interface Stranger {
  readonly name: string;
  readonly ip: string;
  /** Where it listens. */
  readonly port: number;
  remove(): Promise<void>;
}

const PORT = 8080;

/** A pod that nobody calls and that calls nobody, in a namespace of "restricted" pods. */
export async function makeStranger(namespace: string, labels: Readonly<Record<string, string>>): Promise<Stranger> {
  const name = `stranger-${randomUUID().slice(0, 8)}`;
  const container = {
    name: 'stranger',
    image: 'node:24-bookworm-slim',
    imagePullPolicy: 'IfNotPresent',
    command: [
      'node',
      '-e',
      `require('node:net').createServer().listen(${PORT}); process.on('SIGTERM', () => process.exit())`,
    ],
    readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const securityContext = { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } };
  const spec = { containers: [container], securityContext, automountServiceAccountToken: false };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec };
  await kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) });
  await kubectl(['wait', '--namespace', namespace, '--for=condition=Ready', '--timeout=40s', `pod/${name}`]);
  const ip = await kubectl(['get', 'pod', name, '--namespace', namespace, '-o', 'jsonpath={.status.podIP}']);
  const remove = async () => {
    await kubectl(['delete', 'pod', name, '--namespace', namespace, '--grace-period=1', '--wait=false']);
  };
  return { name, ip, port: PORT, remove };
}
