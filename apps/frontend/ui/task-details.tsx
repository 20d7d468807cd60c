import { useTexts } from '../client/texts/use-texts.ts';
import type { Priority, Task } from '../client/types.ts';

const priorities: readonly Priority[] = ['low', 'normal', 'high'];

/** The fields `due_date` and `priority` of the form around them. */
export function TaskDetails({ task }: { readonly task?: Task }) {
  const texts = useTexts();
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
    </div>
  );
}
