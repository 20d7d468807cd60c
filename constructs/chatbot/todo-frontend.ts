import type { HelmChart } from '../synth';
import type { Component } from './component';
import type { TodoGlobals } from './globals';
import { addProgram } from './todo-component';
import { addEdge, edgeEnvironment, edgeValues } from './todo-edge';

/** What the frontend can be told. */
export const frontendValues = edgeValues;

/** The frontend: the page, the way of the browser to the API, and the ways in from outside the cluster. */
export function addFrontend(chart: HelmChart, globals: TodoGlobals): Component<typeof frontendValues> {
  const frontend = addProgram(chart, globals, 'frontend', {
    description: 'The page, and the way of the browser to the API',
    values: frontendValues,
    program: (edge) => ({
      isEdge: true,
      metricsPort: globals.ports.frontendMetrics,
      writable: { '/tmp': '64Mi', '/app/.next/cache': '64Mi' },
      environment: edgeEnvironment(edge),
    }),
  });
  addEdge(frontend, frontend.own, frontend.service, globals);
  return frontend;
}
