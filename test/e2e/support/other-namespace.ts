/** Where the tests put what must not be in the release's namespace: strangers. */
export const OTHER_NAMESPACE = 'chatbot-e2e';
