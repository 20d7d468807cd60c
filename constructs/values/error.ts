/** An error that a person can mend: it says what is wrong, where, and what was expected. Shown without a stack trace. */
export class ChatbotError extends Error {
  override readonly name = 'ChatbotError';
}
