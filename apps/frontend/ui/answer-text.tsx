import { CodeBlock } from './code-block.tsx';
import { CodeView, Markdown } from './markdown.ts';

/** An answer's Markdown, its code with colours and a button to copy it. */
export default function AnswerText({ text }: { readonly text: string }) {
  return (
    <CodeView value={CodeBlock}>
      <Markdown text={text} />
    </CodeView>
  );
}
