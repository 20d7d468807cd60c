import { Edge, ingressValues } from '../platform';
import type { HelmChart } from '../synth';
import { choose, integer, text } from '../values';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import { addProgram } from './todo-component';

/** What the frontend can be told. */
export const frontendValues = {
  ingress: ingressValues,
  trustedProxies: integer({
    description:
      'Proxies in front whose X-Forwarded-For is believed, the Ingress controller included; without Ingress none',
    default: 1,
    maximum: 10,
  }),
};

/** The frontend: the page, the way of the browser to the API, and the way in from outside the cluster. */
export function addFrontend(chart: HelmChart, globals: TodoGlobals): Component<typeof frontendValues> {
  const { ports, longestAnswerSeconds } = globals;
  const frontend = addProgram(chart, globals, 'frontend', {
    description: 'The page, and the way of the browser to the API',
    values: frontendValues,
    program: ({ ingress, trustedProxies }) => ({
      isEdge: true,
      metricsPort: ports.frontendMetrics,
      writable: { '/tmp': '64Mi', '/app/.next/cache': '64Mi' },
      environment: {
        COOKIE_SECURE: text(ingress.tls.enabled),
        // Whoever reaches it directly could write any address.
        TRUSTED_PROXIES: choose(ingress.enabled, text(trustedProxies), '0'),
      },
    }),
  });
  const { identity, port } = frontend.service;
  new Edge(frontend, 'ingress', {
    ...frontend.own.ingress,
    labels: identity.labels,
    service: { name: identity.name, port },
    longestAnswerSeconds,
  });
  return frontend;
}
