import type { ChatMessage, ChatRequest, ToolCall } from '../chat.ts';
import { count, fields, flag, invalid, list, string, text, toolOffers, type Fields } from './fields.ts';
import { checkToolPairs } from './tool-pairs.ts';

/** Reads a body in Ollama's form, where a stream is the default and a call's arguments are an object; throws a 400 ChatError. */
export function readOllamaRequest(body: unknown): ChatRequest {
  const request = fields(body, 'body');
  const messages = readMessages(list(request['messages'], 'messages'));
  if (messages.length === 0) throw invalid('messages', 'must not be empty');
  checkToolPairs(messages);
  const options = request['options'] == null ? {} : fields(request['options'], 'options');
  // Ollama's -1 and -2 mean that there is no bound.
  const bound = options['num_predict'];
  const maxTokens = bound === -1 || bound === -2 ? undefined : count(bound, 'options.num_predict');
  return {
    model: text(request['model'], 'model').replace(/:latest$/, ''),
    messages,
    tools: toolOffers(request['tools']),
    stream: request['stream'] == null || flag(request['stream'], 'stream'),
    includeUsage: true,
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/** Older clients send no ids: their tool messages answer the calls right before them, by name or else in order. */
function readMessages(values: readonly unknown[]): readonly ChatMessage[] {
  let open: ToolCall[] = [];
  return values.map((value, index) => {
    const path = `messages[${String(index)}]`;
    const message = fields(value, path);
    if (text(message['role'], `${path}.role`) !== 'tool') {
      const read = readMessage(message, path);
      open = read.role === 'assistant' ? [...read.tool_calls] : [];
      return read;
    }
    const id = answeredCall(message, path, open);
    open = open.filter((call) => call.id !== id);
    return { role: 'tool', content: string(message['content'], `${path}.content`), tool_call_id: id };
  });
}

function readMessage(message: Fields, path: string): Exclude<ChatMessage, { role: 'tool' }> {
  const role = text(message['role'], `${path}.role`);
  if (role !== 'assistant' && role !== 'user' && role !== 'system')
    throw invalid(`${path}.role`, 'must be one of system, user, assistant, tool');
  if (message['images'] != null && list(message['images'], `${path}.images`).length > 0)
    throw invalid(`${path}.images`, 'must be empty; this model reads only text');
  const calls = message['tool_calls'] == null ? [] : list(message['tool_calls'], `${path}.tool_calls`);
  const content = message['content'] == null && calls.length > 0 ? '' : string(message['content'], `${path}.content`);
  if (role !== 'assistant') return { role, content };
  return { role, content, tool_calls: calls.map((call, index) => readCall(call, index, path)) };
}

function readCall(value: unknown, index: number, messagePath: string): ToolCall {
  const path = `${messagePath}.tool_calls[${String(index)}]`;
  const call = fields(value, path);
  const called = fields(call['function'], `${path}.function`);
  const id = call['id'] == null ? `${messagePath}-${String(index)}` : text(call['id'], `${path}.id`);
  const args = fields(called['arguments'], `${path}.function.arguments`);
  const name = text(called['name'], `${path}.function.name`);
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function answeredCall(message: Fields, path: string, open: readonly ToolCall[]): string {
  if (message['tool_call_id'] != null) return text(message['tool_call_id'], `${path}.tool_call_id`);
  const name = message['tool_name'] == null ? undefined : text(message['tool_name'], `${path}.tool_name`);
  const call = open.find((one) => name === undefined || one.function.name === name);
  if (call === undefined) throw invalid(path, 'is a tool message that no tool call right before it has asked for');
  return call.id;
}
