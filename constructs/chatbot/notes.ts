import type { WebService } from '../platform';
import { and, chart, choose, differs, not, or, release } from '../values';
import { type EdgeSettings, isSecure } from './todo-edge';
import { todoUrl } from './todo-url';

/** What a person reads after `helm install`: the URL, what to look at next, and what is risky. */
export function todoNotes(edge: EdgeSettings, { identity, port }: WebService): string {
  const isOpen = or(edge.ingress.enabled, edge.gateway.enabled, differs(edge.service.type, 'ClusterIP'));
  const warning = choose(
    and(isOpen, not(isSecure(edge))),
    `

Warning: without TLS, passwords travel as plain text. Set frontend.ingress.tls.enabled for everything but development.`,
    '',
  );
  const url = `${todoUrl(edge, { name: identity.plainName, port })}${warning}`;
  return `The Todo Chatbot ${chart.appVersion} is on its way as release ${release.name}.

URL: ${url}

Wait until it is ready:
  kubectl --namespace ${release.namespace} wait pod --for=condition=Ready --timeout=2m --selector app.kubernetes.io/instance=${release.name}

Its passwords and keys are in the Secrets ${release.name}-database, ${release.name}-backend and ${release.name}-agent. They
and the database's claim stay when the release goes: keep a copy of both.
`;
}
