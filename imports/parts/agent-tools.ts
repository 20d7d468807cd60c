import { literalText } from '../shape/rules';
import { type Rule, type Shape, keyed, list, object, tagged, text, word } from '../shape/shape';
import { anyText, labelName, objectName, someText } from '../shape/words';

/** A header of requests to tools: text, or an entry of a Secret or a ConfigMap. */
export type ToolHeader =
  | { readonly name: string; readonly value: string; readonly valueFrom?: never }
  | { readonly name: string; readonly valueFrom: TextSource; readonly value?: never };

/** An entry of a Secret or a ConfigMap in the same namespace. */
export interface TextSource {
  readonly type: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
}

/** Tools of an MCP server. */
export interface McpServerTools {
  readonly name: string;
  /** A Service is one by its label `kagent.dev/mcp-service: "true"`. @default MCPServer */
  readonly kind?: 'RemoteMCPServer' | 'MCPServer' | 'Service';
  /** `kagent.dev`, and empty for a Service. @default kagent.dev */
  readonly apiGroup?: string;
  /** @default - the agent's own */
  readonly namespace?: string;
  /** The tools that the agent may call, 50 at most. */
  readonly toolNames: readonly string[];
  /** Those of them that wait for a person's yes. @default - none */
  readonly requireApproval?: readonly string[];
  /** Headers of the request to the agent that are passed on, e.g. `x-user-id`. @default - none */
  readonly allowedHeaders?: readonly string[];
}

/** Another agent, as a tool. */
export interface AgentTool {
  readonly name: string;
  /** @default - the agent's own */
  readonly namespace?: string;
}

/** What an agent may call. */
export type Tool = McpTool | DelegatedTool;
export interface McpTool {
  readonly type: 'McpServer';
  readonly mcpServer: McpServerTools;
  /** @default - none */
  readonly headersFrom?: readonly ToolHeader[];
}
export interface DelegatedTool {
  readonly type: 'Agent';
  readonly agent: AgentTool;
  /** @default - none */
  readonly headersFrom?: readonly ToolHeader[];
}

const headerName = text('the name of a header', /^[-A-Za-z0-9!#$%&'*+.^_|~]+$/);
const entryKey = text('the key of an entry', /^[-._a-zA-Z0-9]+$/, 253);
export const textSource: Shape<TextSource> = object<TextSource>(
  { type: word('Secret', 'ConfigMap'), name: objectName, key: entryKey },
  {},
);
export const toolHeader: Shape<ToolHeader> = keyed({
  value: object<Extract<ToolHeader, { readonly value: string }>>({ name: headerName, value: anyText }, {}),
  valueFrom: object<Extract<ToolHeader, { readonly valueFrom: TextSource }>>(
    { name: headerName, valueFrom: textSource },
    {},
  ),
});

/** A person can only be asked about tools that there are. */
const approvesOwnTools: Rule = ({ toolNames, requireApproval }) => {
  if (!Array.isArray(toolNames) || !Array.isArray(requireApproval)) return undefined;
  const names: readonly unknown[] = toolNames;
  if (names.some((name) => literalText(name) === undefined)) return undefined;
  const other = requireApproval.map(literalText).find((name) => name !== undefined && !names.includes(name));
  return other === undefined ? undefined : `asks for approval of "${other}", which is not among its toolNames`;
};

/** The core group is that of Services alone. */
const groupOfKind: Rule = ({ kind = 'MCPServer', apiGroup }) => {
  const given = literalText(apiGroup);
  if (kind === 'Service' && given !== '') return "has the kind Service, which needs apiGroup: ''";
  return kind !== 'Service' && given === '' ? 'has no apiGroup, which only a Service goes without' : undefined;
};

const mcpServer = object<McpServerTools>(
  { name: objectName, toolNames: list(someText, { maxItems: 50 }) },
  {
    kind: word('RemoteMCPServer', 'MCPServer', 'Service'),
    apiGroup: text('kagent.dev, or nothing for a Service', /^(kagent[.]dev)?$/),
    namespace: labelName,
    requireApproval: list(someText, { maxItems: 50 }),
    allowedHeaders: list(headerName),
  },
  approvesOwnTools,
  groupOfKind,
);

const headersFrom = list(toolHeader);
export const tool: Shape<Tool> = tagged('type', {
  McpServer: object<McpTool>({ type: word('McpServer'), mcpServer }, { headersFrom }),
  Agent: object<DelegatedTool>(
    { type: word('Agent'), agent: object<AgentTool>({ name: objectName }, { namespace: labelName }) },
    { headersFrom },
  ),
});
