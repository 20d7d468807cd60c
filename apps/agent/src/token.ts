import { createSecretKey } from 'node:crypto';

import { unauthorized } from '@todo-chatbot/service';
import { jwtVerify } from 'jose';

/** Checks the backend's token for the agent and returns whom it is for; throws a 401 problem. */
export type TokenVerifier = (token: string) => Promise<string>;

/** @param key shared with the backend, at least 32 bytes */
export function tokenVerifier(key: string): TokenVerifier {
  const secret = createSecretKey(Buffer.from(key));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        issuer: 'todo-backend',
        audience: 'todo-agent',
        requiredClaims: ['exp', 'sub', 'iss', 'aud'],
      });
      return payload.sub ?? '';
    } catch {
      throw unauthorized('The token is not valid.');
    }
  };
}
