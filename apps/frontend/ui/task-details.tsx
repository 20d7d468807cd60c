import { useState } from 'react';
import { withTags } from '../client/tags.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { Priority, TagCount, Task } from '../client/types.ts';
import { TagField } from './tag-field.tsx';

const priorities: readonly Priority[] = ['low', 'normal', 'high'];

interface Props {
  readonly task?: Task;
  readonly knownTags: readonly TagCount[];
}

/** Everything of a task but its title, as fields of the form around them; `detailsOf` reads them. */
export function TaskDetails({ task, knownTags }: Props) {
  const texts = useTexts();
  const [tags, setTags] = useState(task?.tags ?? []);
  return (
    <div className="grid animate-rise grid-cols-2 gap-2.5 text-sm font-semibold">
      <label className="flex min-w-0 flex-col gap-1">
        {texts.tasks.due}
        <input type="date" name="due_date" className="field font-normal" defaultValue={task?.due_date ?? ''} />
      </label>
      <label className="flex min-w-0 flex-col gap-1">
        {texts.tasks.priority}
        <select name="priority" className="field font-normal" defaultValue={task?.priority ?? 'normal'}>
          {priorities.map((priority) => (
            <option key={priority} value={priority}>
              {texts.tasks.priorities[priority]}
            </option>
          ))}
        </select>
      </label>
      <div className="col-span-2">
        <TagField tags={tags} known={knownTags} onTags={setTags} />
      </div>
      <label className="col-span-2 flex min-w-0 flex-col gap-1">
        {texts.tasks.notes}
        <textarea
          name="notes"
          className="field field-sizing-content max-h-48 min-h-18 resize-y font-normal"
          rows={2}
          maxLength={4000}
          placeholder={texts.tasks.notesPlaceholder}
          defaultValue={task?.notes ?? ''}
          dir="auto"
        />
      </label>
    </div>
  );
}

/** What stands in the fields; those of a form that does not show them are as for a new task. */
export function detailsOf(form: HTMLFormElement): Required<Pick<Task, 'notes' | 'due_date' | 'priority' | 'tags'>> {
  const fields = new FormData(form);
  return {
    notes: String(fields.get('notes') ?? '').trim() || null,
    due_date: String(fields.get('due_date') ?? '') || null,
    priority: (fields.get('priority') as Priority | null) ?? 'normal',
    tags: fields.getAll('tags').reduce<readonly string[]>((tags, text) => withTags(tags, String(text)), []),
  };
}
