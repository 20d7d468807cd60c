/** CPU and memory that a component asks for, and how much it may take. */
interface Share {
  readonly cpu: readonly [request: string, limit: string];
  readonly memory: readonly [request: string, limit: string];
}

/** The share of each component of the Todo Chatbot, as measured under load; `npm run bench` measures it again. */
export const SHARES = {
  frontend: { cpu: ['100m', '300m'], memory: ['128Mi', '256Mi'] },
  backend: { cpu: ['200m', '1'], memory: ['256Mi', '512Mi'] },
  agent: { cpu: ['50m', '300m'], memory: ['96Mi', '192Mi'] },
  mcp: { cpu: ['50m', '300m'], memory: ['96Mi', '192Mi'] },
  model: { cpu: ['25m', '250m'], memory: ['64Mi', '128Mi'] },
} satisfies Record<string, Share>;
