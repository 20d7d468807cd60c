/** Of the tests that run beside the others; others let two runs share a cluster. */
const prefix = process.env.E2E_BESIDE ?? 'chatbot-e2e';

/** A release of only a database. */
export const SECRETS_NAMESPACE = `${prefix}-secrets`;
/** Ollama, without a chatbot. */
export const MODEL_NAMESPACE = `${prefix}-model`;
/** Pods that are only asked for. */
export const STRICT_NAMESPACE = `${prefix}-strict`;
