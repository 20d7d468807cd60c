import type { Task } from '../../client/types.ts';

/** One step of an answer, as the backend streams it. */
export type Step =
  | { readonly type: 'token'; readonly data: { readonly text: string } }
  | { readonly type: 'tool'; readonly data: { readonly name: string; readonly ok: boolean }; readonly task?: AddedTask }
  | { readonly type: 'error'; readonly data: { readonly code: string; readonly message: string } }
  /** Asks before it deletes every task; what follows is up to the answer. */
  | { readonly type: 'confirm' }
  /** Nothing for a while. */
  | { readonly type: 'silence' }
  /** Every open stream breaks; the run goes on. */
  | { readonly type: 'cut' };

type AddedTask = Partial<Task> & { readonly title: string };

const modelProblem = 'No model.';

const markdown = `Here is **your list**, with the [manual](https://example.org/manual):

1. *Pay the rent*, due on Friday
2. ~~Buy milk~~

| Task | Due |
| --- | --- |
| Pay the rent | Friday |

> Small steps count.

\`\`\`sh
echo "one thing at a time"
\`\`\`
`;

const code = `Two ways:

\`\`\`js
const tasks = ['milk']; // one
\`\`\`

\`\`\`unheard-of
as it is
\`\`\`
`;

const hostile = `<img src=x onerror="document.title='owned'"> <script>document.title='owned'</script>
[click](javascript:document.title='owned') [data](data:text/html,owned) ![picture](https://example.org/leak.png)`;

/** What the stand-in answers to a message: by its first word, for want of a model. */
export function scriptFor(message: string): Step[] {
  const [verb = '', ...rest] = message.split(' ');
  const title = rest.join(' ');
  switch (verb.toLowerCase()) {
    case 'add':
      return [
        { type: 'tool', data: { name: 'add_task', ok: true }, task: { title } },
        ...tokens(`I have added **${title}** to your list. Anything else?`),
      ];
    case 'plan':
      return [
        { type: 'tool', data: { name: 'list_tasks', ok: true } },
        { type: 'tool', data: { name: 'update_task', ok: false } },
        ...tokens(markdown),
      ];
    case 'attack':
      return tokens(hostile);
    case 'tell':
      return tokens('A long story about a short list. '.repeat(60));
    case 'fail':
      return [...tokens('I will look '), { type: 'error', data: { code: 'model_unavailable', message: modelProblem } }];
    case 'cut':
      return [...tokens('This answer breaks off'), { type: 'cut' }, ...tokens(' and goes on to its end.')];
    case 'delete':
      return [{ type: 'tool', data: { name: 'list_tasks', ok: true } }, ...tokens('One moment.'), { type: 'confirm' }];
    case 'slow':
      return [{ type: 'silence' }, ...tokens('That took a while.')];
    case 'code':
      return tokens(code);
    default:
      return tokens(`You said: ${message}`);
  }
}

function tokens(text: string): Step[] {
  return (text.match(/\s*\S+\s*?/g) ?? []).map((part) => ({ type: 'token', data: { text: part } }));
}
