import { type NetworkPolicyPeer, podsInNamespaces } from '../platform';
import { and, differs, each, embed, equals, isEmpty, not, portOf, when } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import type { DatabaseComponent } from './database';
import type { OllamaComponent } from './ollama';
import type { agentValues } from './todo-agent';
import type { backendValues } from './todo-backend';

/** What the Todo Chatbot is made of. */
interface TodoStack {
  readonly global: TodoGlobals;
  readonly frontend: Component;
  readonly backend: Component<typeof backendValues>;
  readonly agent: Component<typeof agentValues>;
  readonly mcp: Component;
  readonly model: Component;
  readonly ollama: OllamaComponent;
  readonly database: DatabaseComponent;
}

/** Says once who calls whom: addresses, policies on both ends and the order of start follow. */
export function connect(stack: TodoStack): void {
  const { frontend, backend, agent, mcp, database, global } = stack;
  frontend.calls(backend, { variable: 'BACKEND_URL' });
  database.database.allow(backend.service.traffic);
  database.database.startBefore(backend.service.startOrder);
  backend.calls(agent, { variable: 'AGENT_URL', waits: false });
  agent.calls(mcp, { variable: 'MCP_URL', path: '/mcp' });
  thinkBy(stack);
  mcp.calls(backend, { variable: 'BACKEND_URL' });
  const { redis, enabled } = backend.own.rateLimits;
  const counts = and(enabled, redis.enabled);
  backend.service.traffic.toNamespace(redis.namespace, redis.port, counts, { name: 'Redis' });
  for (const one of [frontend, backend, agent, mcp]) trace(one, global);
  const { ingressControllerNamespaces } = global;
  frontend.service.traffic.from(
    podsInNamespaces(ingressControllerNamespaces),
    global.ports.frontend,
    not(isEmpty(ingressControllerNamespaces)),
    { name: 'Ingress controllers' },
  );
  const isOpen = differs(frontend.values.service.type, 'ClusterIP');
  frontend.service.traffic.fromAnywhere(global.ports.frontend, isOpen);
}

// An in-cluster model closes the way out.
function thinkBy({ agent: { service }, model: { service: offline }, ollama: { ollama }, global }: TodoStack): void {
  const { mode, url, peers } = global.model;
  service.traffic.to(offline.traffic, offline.port, equals(mode, 'offline'));
  service.traffic.to(ollama.traffic, ollama.port, equals(mode, 'ollama'));
  for (const one of [offline, ollama]) service.startOrder.after(one.startOrder);
  const isExternal = equals(mode, 'external');
  service.traffic.toOutside(portOf(url), and(isExternal, isEmpty(peers)), { name: 'external model' });
  const known = [each(peers, (peer) => embed(peer))] as NetworkPolicyPeer[];
  service.traffic.toPeers(known, portOf(global.model.url), and(isExternal, not(isEmpty(peers))), {
    name: 'model elsewhere',
  });
}

function trace({ service }: Component, { tracing }: TodoGlobals): void {
  const { enabled, host, namespace, port } = tracing;
  service.set('OTEL_EXPORTER_OTLP_ENDPOINT', when(enabled, `http://${host}:${port}`));
  service.traffic.toNamespace(namespace, port, enabled, { name: 'collector of traces' });
}
