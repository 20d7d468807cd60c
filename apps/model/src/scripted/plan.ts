import { ChatError, type ChatRequest, type Reply, type WantedCall } from '../chat.ts';
import { reply } from '../rules/reply.ts';
import type { Fault } from './fault.ts';

/** How one request is answered: what is said, and how it arrives. */
export interface Plan {
  readonly reply: Reply;
  /** Pause between streamed chunks, and before an answer that is not streamed: milliseconds. */
  readonly delayMs: number;
  /** A longer pause, after so many chunks. */
  readonly hang?: { readonly afterChunks: number; readonly milliseconds: number };
  /** Where the answer ends early: in good order but unfinished, or with a connection that breaks off. */
  readonly cut?: { readonly afterChunks: number; readonly clean: boolean };
}

/** Throws a {@link ChatError} for the kind `status`. */
export function plan(chat: ChatRequest, fault: Fault | undefined, tokenDelayMs: number): Plan {
  const byRules = (): Plan => ({ reply: reply(chat.messages, chat.tools), delayMs: tokenDelayMs });
  if (fault === undefined) return byRules();
  const call = (name: string, args: WantedCall['arguments'] = {}): Plan => ({
    reply: { kind: 'calls', calls: [{ name, arguments: args }] },
    delayMs: tokenDelayMs,
  });
  switch (fault.kind) {
    case 'status':
      throw scriptedError(fault.status, fault.retry_after);
    case 'hang':
      return { ...byRules(), hang: { afterChunks: fault.after_chunks ?? 0, milliseconds: fault.seconds * 1000 } };
    case 'delay':
      return { ...byRules(), delayMs: fault.milliseconds };
    case 'truncate':
      return { ...byRules(), cut: { afterChunks: fault.after_chunks, clean: fault.clean ?? false } };
    case 'malformed_arguments':
      return call('list_tasks', '{"done": fal');
    case 'unknown_tool':
      return call('no_such_tool');
    case 'endless_tools':
      return call('list_tasks');
    case 'tool_call':
      return call(fault.name, fault.arguments);
    case 'text':
      return { reply: { kind: 'text', text: fault.text }, delayMs: tokenDelayMs };
  }
}

function scriptedError(status: number, retryAfter: number | undefined): ChatError {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new ChatError(status, `The script says: ${String(status)}.`, { code: 'scripted', headers });
}
