import { podsInNamespaces } from '../platform';
import { and, differs, equals, isEmpty, not, shared, when } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import type { DatabaseComponent } from './database';
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
  readonly database: DatabaseComponent;
}

/** Says once who calls whom: addresses, policies on both ends and the order of start follow. */
export function connect(stack: TodoStack): void {
  const { frontend, backend, agent, mcp, model, database, global } = stack;
  const isOffline = equals(global.model.mode, 'offline');
  frontend.calls(backend, { variable: 'BACKEND_URL' });
  database.database.allow(backend.service.traffic);
  database.database.startBefore(backend.service.startOrder);
  backend.calls(agent, { variable: 'AGENT_URL', waits: false });
  agent.calls(mcp, { variable: 'MCP_URL', path: '/mcp' });
  agent.service.traffic.to(model.service.traffic, model.service.port, isOffline);
  agent.service.startOrder.after(model.service.startOrder);
  agent.service.traffic.toOutside(443, not(isOffline), { name: 'external model' });
  mcp.calls(backend, { variable: 'BACKEND_URL' });
  const { redis, enabled } = backend.own.rateLimits;
  const counts = and(enabled, redis.enabled);
  backend.service.traffic.toPeers(podsInNamespaces([redis.namespace]), redis.port, counts, { name: 'Redis' });
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

function trace({ service }: Component, { tracing }: TodoGlobals): void {
  const { enabled, host, namespace, port } = tracing;
  service.set('OTEL_EXPORTER_OTLP_ENDPOINT', when(enabled, `http://${host}:${port}`));
  const collector = shared('collector', podsInNamespaces([namespace]));
  service.traffic.toPeers(collector, port, enabled, { name: 'collector of traces' });
}
