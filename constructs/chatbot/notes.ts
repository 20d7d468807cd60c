import type { IngressSettings } from '../platform';
import { chart, choose, release } from '../values';

/** What a person reads after `helm install`: the URL, what to look at next, and what is risky. */
export function todoNotes(ingress: IngressSettings, frontendPort: number): string {
  const secure = `https://${ingress.host}`;
  const insecure = `http://${ingress.host}

Warning: without TLS, passwords travel as plain text. Set frontend.ingress.tls.enabled for everything but development.`;
  const forwarded = `http://127.0.0.1:${frontendPort} after
  kubectl --namespace ${release.namespace} port-forward service/frontend ${frontendPort}`;
  const url = choose(ingress.enabled, choose(ingress.tls.enabled, secure, insecure), forwarded);
  return `The Todo Chatbot ${chart.appVersion} is on its way as release ${release.name}.

URL: ${url}

Wait until it is ready:
  kubectl --namespace ${release.namespace} wait pod --for=condition=Ready --timeout=2m --selector app.kubernetes.io/instance=${release.name}

Its passwords and keys are in the Secrets ${release.name}-database, ${release.name}-backend and ${release.name}-agent. They
and the database's claim stay when the release goes: keep a copy of both.
`;
}
