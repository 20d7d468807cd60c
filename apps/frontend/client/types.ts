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
  /** Lower case, without duplicates. */
  readonly tags: readonly string[];
  readonly created_at: string;
  readonly updated_at: string;
}

export interface TaskDraft {
  readonly title: string;
  readonly notes?: string | null;
  readonly due_date?: string | null;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
}

export type TaskChange = Partial<Pick<Task, 'title' | 'notes' | 'due_date' | 'priority' | 'tags' | 'done'>>;

export interface TaskPage {
  readonly items: readonly Task[];
  /** Asks for what comes after these; null at the end. */
  readonly next_cursor: string | null;
  /** How many tasks the whole list has. */
  readonly total: number;
}

/** A tag, and how many open tasks have it. */
export interface TagCount {
  readonly tag: string;
  readonly count: number;
}

export interface Person {
  readonly id: string;
  readonly email: string;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** A piece of a message around what was searched for; null when the title has it, or nothing was searched. */
  readonly match: string | null;
}

export interface StoredMessage {
  readonly id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly created_at: string;
  readonly status: 'complete' | 'stopped' | 'failed';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly tools: readonly { readonly name: string; readonly ok: boolean }[];
}

export interface StoredRun {
  readonly id: string;
  readonly message_id: string;
  readonly status: 'running' | 'waiting';
}

/** A conversation with its newest messages, in order. */
export interface StoredConversation {
  readonly id: string;
  readonly title: string;
  readonly messages: readonly StoredMessage[];
  readonly older_cursor: string | null;
  /** The answer that is being written, or that waits for a decision. */
  readonly run: StoredRun | null;
}
