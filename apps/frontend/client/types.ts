export type Priority = 'low' | 'normal' | 'high';

/** A task as the backend tells it. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly notes: string | null;
  /** YYYY-MM-DD */
  readonly due_date: string | null;
  readonly priority: Priority;
  readonly done: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface TaskDraft {
  readonly title: string;
  readonly notes?: string | null;
  readonly due_date?: string | null;
  readonly priority?: Priority;
}

export type TaskChange = Partial<Pick<Task, 'title' | 'notes' | 'due_date' | 'priority' | 'done'>>;

export interface Person {
  readonly id: string;
  readonly email: string;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
}

export interface StoredMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
}
