import {
  createContext,
  createElement as element,
  Fragment,
  useContext,
  type ComponentType,
  type ReactNode,
} from 'react';
import type { Nodes, Parents, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

const linkProtocols = new Set(['http:', 'https:', 'mailto:']);

/** The address if a click on it is harmless, else undefined: no javascript:, data: or address of this site itself. */
export function safeLink(url: string): string | undefined {
  return URL.canParse(url) && linkProtocols.has(new URL(url).protocol) ? url : undefined;
}

export interface CodeProps {
  readonly text: string;
  /** The first word after the fence, in lower case. */
  readonly language: string | undefined;
}

/** What draws a block of code. */
export const CodeView = createContext<ComponentType<CodeProps>>(({ text }) =>
  element('pre', { tabIndex: 0 }, element('code', null, text)),
);

function Code(props: CodeProps): ReactNode {
  return element(useContext(CodeView), props);
}

/**
 * Markdown as React elements. Text stays text: HTML in it is shown, not run; a picture becomes its description, since
 * fetching it would tell another site what was said here.
 */
export function Markdown({ text }: { readonly text: string }): ReactNode {
  return children(fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }));
}

function children(node: Parents): ReactNode {
  return node.children.map((child, index) => element(Fragment, { key: index }, render(child)));
}

function render(node: Nodes): ReactNode {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value;
    case 'paragraph':
      return element('p', null, children(node));
    case 'heading':
      // The page has its own h1 and h2.
      return element(`h${Math.min(node.depth + 2, 6)}`, null, children(node));
    case 'emphasis':
      return element('em', null, children(node));
    case 'strong':
      return element('strong', null, children(node));
    case 'delete':
      return element('del', null, children(node));
    case 'inlineCode':
      return element('code', null, node.value);
    case 'code':
      return element(Code, { text: node.value, language: node.lang?.toLowerCase() });
    case 'blockquote':
      return element('blockquote', null, children(node));
    case 'break':
      return element('br');
    case 'thematicBreak':
      return element('hr');
    case 'list':
      return node.ordered
        ? element('ol', { start: node.start ?? undefined }, children(node))
        : element('ul', null, children(node));
    case 'listItem':
      return element('li', null, checkmark(node.checked), node.spread ? children(node) : tight(node));
    case 'link':
      return link(node.url, children(node));
    case 'image':
      return node.alt;
    case 'table':
      return table(node);
    case 'linkReference':
    case 'footnoteDefinition':
      return children(node);
    default:
      return null;
  }
}

function checkmark(checked: boolean | null | undefined): ReactNode {
  return typeof checked === 'boolean' ? (checked ? '☑ ' : '☐ ') : null;
}

/** A tight list's items hold their text directly, without a paragraph's space around it. */
function tight(node: Parents): ReactNode {
  return node.children.map((child, index) =>
    element(Fragment, { key: index }, child.type === 'paragraph' ? children(child) : render(child)),
  );
}

function link(url: string, content: ReactNode): ReactNode {
  const href = safeLink(url);
  return href ? element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, content) : content;
}

function table(node: Table): ReactNode {
  const [head, ...rows] = node.children;
  const cells = (tag: 'th' | 'td', row: Table['children'][number] | undefined) =>
    element(
      'tr',
      null,
      row?.children.map((cell, index) => element(tag, { key: index }, children(cell))),
    );
  const body = rows.map((row, index) => element(Fragment, { key: index }, cells('td', row)));
  const grid = element('table', null, element('thead', null, cells('th', head)), element('tbody', null, body));
  return element('div', { className: 'table-scroll', tabIndex: 0 }, grid);
}
