/** A message of the conversation as the backend sends it. */
export interface HistoryMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** The newest messages that a model is given, and their characters (some 6,000 tokens) in all. */
export const maxMessages = 40;
export const maxCharacters = 24_000;

/**
 * Trims a conversation: the newest messages stay, at most {@link maxMessages} and {@link maxCharacters}; the last one always
 * does. An answer that came to nothing is left out. What is left begins with a message of the person, as models expect.
 */
export function trimHistory(conversation: readonly HistoryMessage[]): readonly HistoryMessage[] {
  const messages = conversation.filter(({ content }) => content.trim() !== '');
  let start = messages.length - 1;
  let characters = messages[start]?.content.length ?? 0;
  while (start > 0 && messages.length - start < maxMessages) {
    characters += messages[start - 1]?.content.length ?? 0;
    if (characters > maxCharacters) break;
    start -= 1;
  }
  const kept = messages.slice(Math.max(start, 0));
  const firstOfPerson = kept.findIndex((message) => message.role === 'user');
  return kept.slice(Math.max(firstOfPerson, 0));
}
