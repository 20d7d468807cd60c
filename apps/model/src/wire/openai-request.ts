import type { ChatMessage, ChatRequest, ToolCall, ToolOffer } from '../chat.ts';
import { count, fields, flag, invalid, list, string, text, toolOffers, type Fields } from './fields.ts';
import { checkToolPairs } from './tool-pairs.ts';

/** Reads a body in OpenAI's form; throws a 400 ChatError that names the part which is wrong. */
export function readOpenAiRequest(body: unknown): ChatRequest {
  const request = fields(body, 'body');
  const messages = list(request['messages'], 'messages').map((message, index) => {
    return readMessage(fields(message, `messages[${String(index)}]`), `messages[${String(index)}]`);
  });
  if (messages.length === 0) throw invalid('messages', 'must not be empty');
  checkToolPairs(messages);
  if (![undefined, null, 1].includes(request['n'] as number | null | undefined)) throw invalid('n', 'must be 1');
  const streamOptions = request['stream_options'] == null ? {} : fields(request['stream_options'], 'stream_options');
  const maxTokens =
    count(request['max_completion_tokens'], 'max_completion_tokens') ?? count(request['max_tokens'], 'max_tokens');
  return {
    model: text(request['model'], 'model'),
    messages,
    tools: readTools(request),
    stream: flag(request['stream'], 'stream'),
    includeUsage: flag(streamOptions['include_usage'], 'stream_options.include_usage'),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

function readMessage(message: Fields, path: string): ChatMessage {
  const role = text(message['role'], `${path}.role`);
  if (role === 'assistant') {
    const calls = message['tool_calls'] == null ? [] : list(message['tool_calls'], `${path}.tool_calls`);
    const tool_calls = calls.map((call, index) => readCall(call, `${path}.tool_calls[${String(index)}]`));
    const isSilent = message['content'] == null && tool_calls.length > 0;
    return { role, content: isSilent ? '' : readContent(message['content'], `${path}.content`), tool_calls };
  }
  const content = readContent(message['content'], `${path}.content`);
  if (role === 'tool') return { role, content, tool_call_id: text(message['tool_call_id'], `${path}.tool_call_id`) };
  if (role === 'user') return { role, content };
  if (role === 'system' || role === 'developer') return { role: 'system', content };
  throw invalid(`${path}.role`, 'must be one of system, developer, user, assistant, tool');
}

/** A text, or a list of text parts. */
function readContent(content: unknown, path: string): string {
  if (typeof content === 'string') return content;
  const parts = list(content, path).map((value, index) => {
    const part = fields(value, `${path}[${String(index)}]`);
    if (part['type'] !== 'text')
      throw invalid(`${path}[${String(index)}].type`, 'must be text; this model reads nothing else');
    return string(part['text'], `${path}[${String(index)}].text`);
  });
  return parts.join('');
}

function readCall(value: unknown, path: string): ToolCall {
  const call = fields(value, path);
  const called = fields(call['function'], `${path}.function`);
  if (call['type'] !== 'function') throw invalid(`${path}.type`, 'must be function');
  const name = text(called['name'], `${path}.function.name`);
  return {
    id: text(call['id'], `${path}.id`),
    type: 'function',
    function: { name, arguments: string(called['arguments'], `${path}.function.arguments`) },
  };
}

function readTools(request: Fields): readonly ToolOffer[] {
  const offers = toolOffers(request['tools']);
  const choice = request['tool_choice'] ?? 'auto';
  if (choice !== 'auto' && choice !== 'none') throw invalid('tool_choice', 'must be auto or none with this model');
  return choice === 'none' ? [] : offers;
}
