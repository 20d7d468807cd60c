import { createSecretKey } from 'node:crypto';

import { unauthorized } from '@todo-chatbot/service';
import { jwtVerify } from 'jose';

/** Checks the backend's token for the agent; throws a 401 problem. */
export type TokenVerifier = (token: string) => Promise<void>;

/** @param key shared with the backend, at least 32 bytes */
export function tokenVerifier(key: string): TokenVerifier {
  const secret = createSecretKey(Buffer.from(key));
  return async (token) => {
    try {
      await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        issuer: 'todo-backend',
        audience: 'todo-agent',
        requiredClaims: ['exp', 'sub', 'iss', 'aud'],
      });
    } catch {
      throw unauthorized('The token is not valid.');
    }
  };
}
