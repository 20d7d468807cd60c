import type { AgentMetrics } from './agent-metrics.ts';
import type { Model, ModelEvent, TurnRequest } from './model.ts';
import { RunError } from './run-error.ts';

/** A model whose turns are measured and traced; what is said in them is not. */
export function observed(model: Model, metrics: AgentMetrics): Model {
  return { turn: (request) => turn(model, metrics, request) };
}

async function* turn(model: Model, metrics: AgentMetrics, request: TurnRequest): AsyncGenerator<ModelEvent> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const span = request.span.child('model turn');
  const fields: Record<string, number> = {};
  let begun = false;
  let failed = false;
  try {
    for await (const event of model.turn({ ...request, span })) {
      if (!begun && event.kind !== 'usage') metrics.firstToken(seconds());
      begun ||= event.kind !== 'usage';
      if (event.kind === 'usage') {
        metrics.tokens(event.usage);
        fields['gen_ai.usage.input_tokens'] = event.usage.input_tokens;
        fields['gen_ai.usage.output_tokens'] = event.usage.output_tokens;
      }
      yield event;
    }
  } catch (error) {
    failed = true;
    metrics.modelError(codeOf(error, request.signal));
    throw error;
  } finally {
    metrics.turn(seconds());
    span.end({ failed, fields });
  }
}

function codeOf(error: unknown, signal: AbortSignal): string {
  if (error instanceof RunError) return error.code;
  if (!signal.aborted) return 'internal';
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError' ? 'timeout' : 'stopped';
}
