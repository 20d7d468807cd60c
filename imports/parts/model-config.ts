import { type OptionalFields, type Shape, integer, map, object, tagged, text, word } from '../shape/shape';
import { needs } from '../shape/rules';
import { anyText, httpUrl, objectName, someText, texts } from '../shape/words';

/** The model, and the key for it. */
export interface ModelSettings {
  /** As the provider calls it, e.g. `llama-3.3-70b-versatile`. */
  readonly model: string;
  /** Secret in the same namespace. @default - no key */
  readonly apiKeySecret?: string;
  /** Entry of that Secret. */
  readonly apiKeySecretKey?: string;
  /** Headers of each request. @default - none */
  readonly defaultHeaders?: Readonly<Record<string, string>>;
}

/** A model at OpenAI, or at any URL that speaks the same, such as Groq's. */
export interface OpenAIModel extends ModelSettings {
  readonly provider: 'OpenAI';
  /** @default - OpenAI's own */
  readonly openAI?: OpenAISettings;
}
export interface OpenAISettings {
  /** E.g. `https://api.groq.com/openai/v1`. @default - OpenAI's */
  readonly baseUrl?: string;
  /** Of an answer, 1 or more. @default - the model's own */
  readonly maxTokens?: number;
  /** 0 to 2 as text, e.g. `'0.2'`. @default - the model's own */
  readonly temperature?: string;
  /** 0 to 1 as text. @default - the model's own */
  readonly topP?: string;
  /** @default - random */
  readonly seed?: number;
  /** Seconds, 1 or more. @default - the client's own */
  readonly timeout?: number;
  /** @default - the model's own */
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high';
}

/** A model at Ollama. */
export interface OllamaModel extends ModelSettings {
  readonly provider: 'Ollama';
  readonly ollama: {
    /** E.g. `http://ollama:11434`. */
    readonly host: string;
    /** All as text, e.g. `{ num_ctx: '8192' }`. @default - the model's own */
    readonly options?: Readonly<Record<string, string>>;
  };
}

/** A model at Anthropic. */
export interface AnthropicModel extends ModelSettings {
  readonly provider: 'Anthropic';
  /** @default - Anthropic's own */
  readonly anthropic?: AnthropicSettings;
}
export interface AnthropicSettings {
  /** @default - Anthropic's */
  readonly baseUrl?: string;
  /** Of an answer, 1 or more. @default - the client's own */
  readonly maxTokens?: number;
  /** 0 to 1 as text. @default - the model's own */
  readonly temperature?: string;
}

/** A model at a provider that chatbots use. */
export type ModelConfigSpec = OpenAIModel | OllamaModel | AnthropicModel;

const decimal = text('a number as text, such as 0.2', /^[0-2]([.][0-9]{1,4})?$/);
const share = text('a number from 0 to 1 as text', /^(0([.][0-9]{1,4})?|1([.]0{1,4})?)$/);
const settings: OptionalFields<ModelSettings> = {
  apiKeySecret: objectName,
  apiKeySecretKey: text('the key of an entry', /^[-._a-zA-Z0-9]+$/, 253),
  defaultHeaders: map(someText, anyText),
};
const key = [needs('apiKeySecret', 'apiKeySecretKey'), needs('apiKeySecretKey', 'apiKeySecret')];

const openAI = object<OpenAISettings>(
  {},
  {
    baseUrl: httpUrl,
    maxTokens: integer(1),
    temperature: decimal,
    topP: share,
    seed: integer(0),
    timeout: integer(1),
    reasoningEffort: word('minimal', 'low', 'medium', 'high'),
  },
);
const ollama = object<OllamaModel['ollama']>({ host: httpUrl }, { options: texts });
const anthropic = object<AnthropicSettings>({}, { baseUrl: httpUrl, maxTokens: integer(1), temperature: share });

export const modelConfig: Shape<ModelConfigSpec> = tagged('provider', {
  OpenAI: object<OpenAIModel>({ provider: word('OpenAI'), model: someText }, { ...settings, openAI }, ...key),
  Ollama: object<OllamaModel>({ provider: word('Ollama'), model: someText, ollama }, settings, ...key),
  Anthropic: object<AnthropicModel>(
    { provider: word('Anthropic'), model: someText },
    { ...settings, anthropic },
    ...key,
  ),
});
