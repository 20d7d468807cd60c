import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { maxTagLength, maxTags, withTags } from '../client/tags.ts';
import { fill } from '../client/texts/index.ts';
import { useTexts } from '../client/texts/use-texts.ts';
import type { TagCount } from '../client/types.ts';
import { Icon } from './icons.tsx';

interface Props {
  readonly tags: readonly string[];
  /** Tags to choose from. */
  readonly known: readonly TagCount[];
  readonly onTags: (tags: readonly string[]) => void;
}

/** Tags as chips, and a field for one more; what is in that field when the form is sent belongs to it as `tags`. */
export function TagField({ tags, known, onTags }: Props) {
  const texts = useTexts();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const add = () => {
    onTags(withTags(tags, text));
    setText('');
  };
  const remove = (tag: string) => {
    onTags(tags.filter((other) => other !== tag));
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const parts = event.key === ',' || event.key === '،' || event.key === 'Enter';
    if (parts && text.trim()) {
      event.preventDefault();
      add();
    } else if (event.key === 'Backspace' && !text && tags.length > 0) {
      onTags(tags.slice(0, -1));
    }
  };
  return (
    <div className="flex min-w-0 flex-col gap-1 text-sm font-semibold">
      <label htmlFor={id}>{texts.tasks.tags}</label>
      <div className="field flex flex-wrap items-center gap-1.5 px-2 py-1.5 focus-within:outline-2 focus-within:outline-accent">
        {tags.map((tag) => (
          <span key={tag} className="chip py-0 pe-0.5 text-accent">
            <bdi className="max-w-40 truncate">{tag}</bdi>
            <button
              type="button"
              className="grid size-7 place-items-center rounded-full hover:bg-raised"
              aria-label={fill(texts.tasks.removeTag, { tag })}
              onClick={() => remove(tag)}
            >
              <Icon name="cross" className="size-3" />
            </button>
            <input type="hidden" name="tags" value={tag} />
          </span>
        ))}
        <input
          ref={field}
          id={id}
          name="tags"
          className="min-w-16 flex-1 bg-transparent px-1.5 py-1 font-normal outline-none placeholder:text-muted"
          value={text}
          list={`${id}-known`}
          placeholder={tags.length === 0 ? texts.tasks.tagsPlaceholder : undefined}
          aria-describedby={`${id}-hint`}
          maxLength={maxTagLength}
          disabled={tags.length >= maxTags}
          autoComplete="off"
          autoCapitalize="none"
          dir="auto"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKey}
          onBlur={() => text.trim() && add()}
        />
      </div>
      <datalist id={`${id}-known`}>
        {known
          .filter(({ tag }) => !tags.includes(tag))
          .map(({ tag }) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
      <span id={`${id}-hint`} className="sr-only">
        {texts.tasks.tagsHint}
      </span>
    </div>
  );
}
