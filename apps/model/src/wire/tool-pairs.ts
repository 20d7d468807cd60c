import { ChatError, type ChatMessage } from '../chat.ts';

/**
 * Checks that every tool call is answered exactly once, by the tool messages right after it, and that no tool message
 * answers anything else; throws a 400 {@link ChatError} otherwise.
 */
export function checkToolPairs(messages: readonly ChatMessage[]): void {
  const seen = new Set<string>();
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const path = `messages[${String(index)}]`;
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        throw invalid(
          `${path}.tool_call_id`,
          `Tool message answers '${message.tool_call_id}', which no tool call right before it has.`,
        );
      }
      continue;
    }
    expectAnswered(open, path);
    open = new Set(message.role === 'assistant' ? message.tool_calls.map((call) => call.id) : []);
    if (message.role === 'assistant' && open.size !== message.tool_calls.length) {
      throw invalid(`${path}.tool_calls`, 'Two tool calls have the same id.');
    }
    for (const id of open) {
      if (seen.has(id)) throw invalid(`${path}.tool_calls`, `The tool call id '${id}' was used before.`);
      seen.add(id);
    }
  }
  expectAnswered(open, 'messages');
}

function expectAnswered(open: ReadonlySet<string>, path: string): void {
  const [first] = open;
  if (first !== undefined) throw invalid(path, `The tool call '${first}' has no tool message that answers it.`);
}

function invalid(param: string, message: string): ChatError {
  return new ChatError(400, message, { param });
}
