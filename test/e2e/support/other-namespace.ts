/** Where the tests put what must not be in the release's namespace: strangers, and a release of only a database. */
export const OTHER_NAMESPACE = 'chatbot-e2e';
