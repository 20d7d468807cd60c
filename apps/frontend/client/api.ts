import { backend, json, send } from './request.ts';
import type { Person, TagCount, Task, TaskChange, TaskDraft, TaskPage } from './types.ts';

export { ApiError } from './request.ts';

export const api = {
  logIn: (email: string, password: string) => send('POST', '/api/session/login', { body: { email, password } }),
  register: (email: string, password: string) => send('POST', '/api/session/register', { body: { email, password } }),
  logOut: () => send('POST', '/api/session/logout'),
  me: () => json<Person>('GET', `${backend}/me`),
  tasks: (query: URLSearchParams, signal?: AbortSignal) =>
    json<TaskPage>('GET', `${backend}/tasks?${query}`, { signal }),
  tags: async (signal?: AbortSignal) => (await json<{ items: TagCount[] }>('GET', `${backend}/tags`, { signal })).items,
  addTask: (draft: TaskDraft, key?: string) => json<Task>('POST', `${backend}/tasks`, { body: draft, key }),
  changeTask: (id: string, change: TaskChange) => json<Task>('PATCH', `${backend}/tasks/${id}`, { body: change }),
  deleteTask: (id: string) => send('DELETE', `${backend}/tasks/${id}`),
};
