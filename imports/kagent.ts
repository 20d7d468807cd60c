import { type AgentDeployment, type OwnDeployment, agentDeployment, ownDeployment } from './parts/agent-deployment';
import { type TextSource, type Tool, type ToolHeader, textSource, tool, toolHeader } from './parts/agent-tools';
import { customResource } from './custom-resource';
import { modelConfig } from './parts/model-config';
import { type LabelSelector, labelSelector } from './parts/references';
import { atLeastOne, atMostOne, needs } from './shape/rules';
import { type Rule, type Shape, flag, list, object, tagged, text, word } from './shape/shape';
import { goDuration, httpUrl, objectName, someText } from './shape/words';

export type {
  AnthropicModel,
  AnthropicSettings,
  ModelConfigSpec,
  ModelSettings,
  OllamaModel,
  OpenAIModel,
  OpenAISettings,
} from './parts/model-config';
export type {
  AgentTool,
  DelegatedTool,
  McpServerTools,
  McpTool,
  TextSource,
  Tool,
  ToolHeader,
} from './parts/agent-tools';
export type { AgentDeployment, OwnDeployment } from './parts/agent-deployment';
export type {
  EnvSource,
  EnvVariable,
  PodSecurityContext,
  Resources,
  SecurityContext,
  Toleration,
  Volume,
  VolumeMount,
} from './parts/pod';
export type { LabelRequirement, LabelSelector } from './parts/references';

// Source: kagent's documentation and API reference, kagent.dev/v1alpha2.

/** Who may use an object from another namespace. */
export interface AllowedNamespaces {
  /** @default Same */
  readonly from?: 'All' | 'Same' | 'Selector';
  /** Labels of namespaces, for `Selector`. @default - none */
  readonly selector?: LabelSelector;
}

/** Something that an agent can be asked for, told to others by A2A. */
export interface AgentSkill {
  readonly id: string;
  readonly name: string;
  /** @default - none */
  readonly description?: string;
  /** 20 at most. @default - none */
  readonly tags?: readonly string[];
  /** 20 at most. @default - none */
  readonly examples?: readonly string[];
}

/** An agent in words: kagent runs the model's loop. */
export interface DeclarativeAgent {
  /** ModelConfig in the same namespace. @default default-model-config */
  readonly modelConfig?: string;
  /** What the model is told first. One of this and `systemMessageFrom`. */
  readonly systemMessage?: string;
  readonly systemMessageFrom?: TextSource;
  /** 20 at most. @default - none */
  readonly tools?: readonly Tool[];
  /** Whether the model's words come as they are said. @default false */
  readonly stream?: boolean;
  /** @default python */
  readonly runtime?: 'python' | 'go';
  /** @default - none */
  readonly a2aConfig?: {
    /** One at least. */
    readonly skills: readonly AgentSkill[];
  };
  /** @default - kagent's own */
  readonly deployment?: AgentDeployment;
}

interface AgentSettings {
  /** For people and for other agents. @default - none */
  readonly description?: string;
  /** @default - the same namespace */
  readonly allowedNamespaces?: AllowedNamespaces;
}
export interface DeclarativeAgentSpec extends AgentSettings {
  readonly type: 'Declarative';
  readonly declarative: DeclarativeAgent;
}
export interface OwnAgentSpec extends AgentSettings {
  readonly type: 'BYO';
  readonly byo: { readonly deployment: OwnDeployment };
}

/** In words, or from an image of one's own. */
export type AgentSpec = DeclarativeAgentSpec | OwnAgentSpec;

/** An MCP server at a URL. */
export interface RemoteMCPServerSpec {
  readonly description: string;
  readonly url: string;
  /** @default STREAMABLE_HTTP */
  readonly protocol?: 'SSE' | 'STREAMABLE_HTTP';
  /** Of one request, e.g. `30s`. @default 30s */
  readonly timeout?: string;
  /** Between two events, e.g. `5m`. @default - kagent's own */
  readonly sseReadTimeout?: string;
  /** Whether the session is ended when the agent ends. @default true */
  readonly terminateOnClose?: boolean;
  /** @default - none */
  readonly headersFrom?: readonly ToolHeader[];
  /** @default - the same namespace */
  readonly allowedNamespaces?: AllowedNamespaces;
}

const selectorGoesWithFrom: Rule = ({ from, selector }) =>
  from === 'Selector' && selector === undefined ? 'has from: Selector, which needs selector' : undefined;
const allowedNamespaces = object<AllowedNamespaces>(
  {},
  { from: word('All', 'Same', 'Selector'), selector: labelSelector },
  selectorGoesWithFrom,
  needs('selector', 'from'),
);

const skill = object<AgentSkill>(
  { id: someText, name: someText },
  { description: someText, tags: list(someText, { maxItems: 20 }), examples: list(someText, { maxItems: 20 }) },
);
const declarative = object<DeclarativeAgent>(
  {},
  {
    modelConfig: objectName,
    systemMessage: someText,
    systemMessageFrom: textSource,
    tools: list(tool, { maxItems: 20 }),
    stream: flag,
    runtime: word('python', 'go'),
    a2aConfig: object<NonNullable<DeclarativeAgent['a2aConfig']>>(
      { skills: list(skill, { minItems: 1, unique: 'id' }) },
      {},
    ),
    deployment: agentDeployment,
  },
  atLeastOne('systemMessage', 'systemMessageFrom'),
  atMostOne('systemMessage', 'systemMessageFrom'),
);

const settings = { description: someText, allowedNamespaces };
const agent: Shape<AgentSpec> = tagged('type', {
  Declarative: object<DeclarativeAgentSpec>({ type: word('Declarative'), declarative }, settings),
  BYO: object<OwnAgentSpec>(
    { type: word('BYO'), byo: object<OwnAgentSpec['byo']>({ deployment: ownDeployment }, {}) },
    settings,
  ),
});

const API = 'kagent.dev/v1alpha2';

/** `kagent.dev/v1alpha2` Agent: a model with instructions and tools, in a Deployment that kagent makes. */
export class Agent extends customResource(API, 'Agent', agent) {}
/** `kagent.dev/v1alpha2` ModelConfig: which model agents talk to, and with which key. */
export class ModelConfig extends customResource(API, 'ModelConfig', modelConfig) {}
/** `kagent.dev/v1alpha2` RemoteMCPServer: tools that agents find at a URL. */
export class RemoteMCPServer extends customResource(
  API,
  'RemoteMCPServer',
  object<RemoteMCPServerSpec>(
    { description: someText, url: text(httpUrl.expected, httpUrl.pattern) },
    {
      protocol: word('SSE', 'STREAMABLE_HTTP'),
      timeout: goDuration,
      sseReadTimeout: goDuration,
      terminateOnClose: flag,
      headersFrom: list(toolHeader),
      allowedNamespaces,
    },
  ),
) {}
