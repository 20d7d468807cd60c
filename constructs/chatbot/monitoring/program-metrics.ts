/** What a metric is, and what its samples are told apart by. */
export interface MetricInfo {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly labels: readonly string[];
  /** What it says. */
  readonly help: string;
}

/** A program of the Todo Chatbot that has metrics. */
export type Program = 'frontend' | 'backend' | 'agent' | 'mcp' | 'model';

interface ProgramMetric extends MetricInfo {
  readonly programs: readonly Program[];
}

const ALL = ['frontend', 'backend', 'agent', 'mcp', 'model'] as const;
const NODE = ['frontend', 'agent', 'mcp', 'model'] as const;

/** What the programs export at `/metrics`, `process_`, `nodejs_` and `python_` apart: a test of the stack compares it with them. */
export const PROGRAM_METRICS = {
  http_requests_total: {
    type: 'counter',
    unit: 'requests',
    labels: ['method', 'route', 'status'],
    programs: ALL,
    help: 'Requests that were answered',
  },
  http_request_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: ['method', 'route'],
    programs: ALL,
    help: 'Time until the response began; of frontend to its end, streams included, and by status too',
  },
  http_requests_running: {
    type: 'gauge',
    unit: 'requests',
    labels: [],
    programs: ['frontend'],
    help: 'Requests whose answer has not ended, streams among them',
  },
  todo_session_refreshes_total: {
    type: 'counter',
    unit: 'exchanges',
    labels: ['outcome'],
    programs: ['frontend'],
    help: 'Sessions renewed: fresh, ended, or away, when the backend did not decide',
  },
  todo_chat_turns_total: {
    type: 'counter',
    unit: 'turns',
    labels: ['outcome'],
    programs: ['backend'],
    help: 'Stretches of a chat turn by how they ended: done, stopped, waiting (for a yes), lost, unstored, or an error code',
  },
  todo_rate_limited_total: {
    type: 'counter',
    unit: 'requests',
    labels: ['limit'],
    programs: ['backend'],
    help: 'Requests refused since there were too many, by the limit',
  },
  todo_runs_running: {
    type: 'gauge',
    unit: 'runs',
    labels: [],
    programs: ['backend'],
    help: 'Runs under way in this pod',
  },
  todo_database_slots_waiting: {
    type: 'gauge',
    unit: 'requests',
    labels: [],
    programs: ['backend'],
    help: 'Requests and runs that wait for a database connection',
  },
  todo_model_first_token_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    programs: ['agent'],
    help: "Time until a turn's first word or tool call came from the model",
  },
  todo_model_turn_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: [],
    programs: ['agent'],
    help: 'Time of a whole turn of the model',
  },
  todo_model_tokens_total: {
    type: 'counter',
    unit: 'tokens',
    labels: ['direction'],
    programs: ['agent'],
    help: 'Tokens as the model counts them: input, output',
  },
  todo_model_errors_total: {
    type: 'counter',
    unit: 'turns',
    labels: ['code'],
    programs: ['agent'],
    help: 'Turns of the model that failed, by code',
  },
  todo_model_retries_total: {
    type: 'counter',
    unit: 'turns',
    labels: [],
    programs: ['agent'],
    help: 'Turns of the model that were tried again',
  },
  todo_agent_runs_running: {
    type: 'gauge',
    unit: 'runs',
    labels: [],
    programs: ['agent'],
    help: 'Runs that this pod works on; agent.runs.maxConcurrent bounds them',
  },
  todo_tool_calls_total: {
    type: 'counter',
    unit: 'calls',
    labels: ['tool', 'ok'],
    programs: ['agent'],
    help: 'Tool calls that the model asked for',
  },
  todo_mcp_tool_calls_total: {
    type: 'counter',
    unit: 'calls',
    labels: ['tool', 'ok'],
    programs: ['mcp'],
    help: 'Tool calls of the agent and of other MCP clients',
  },
  process_resident_memory_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    programs: ALL,
    help: 'Memory of the process',
  },
  process_cpu_seconds_total: {
    type: 'counter',
    unit: 'seconds',
    labels: [],
    programs: ALL,
    help: 'CPU time of the process',
  },
  nodejs_eventloop_lag_p99_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    programs: NODE,
    help: 'How late timers are, 99th percentile',
  },
} as const satisfies Readonly<Record<string, ProgramMetric>>;
