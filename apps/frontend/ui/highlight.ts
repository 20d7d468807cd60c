import { createElement as element, Fragment, type ReactNode } from 'react';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const languages = { bash, css, diff, go, java, javascript, json, markdown, python, rust, sql, typescript, xml, yaml };
const lowlight = createLowlight(languages);

/** Longer code is shown as it is: marking it anew with each token would hold the page up. */
const limitCharacters = 20_000;

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

/**
 * Code as text in spans whose classes say what it is; nothing in it is taken for HTML.
 * @returns undefined for a language that is not known
 */
export function highlight(code: string, language: string): ReactNode {
  if (!lowlight.registered(language) || code.length > limitCharacters) return undefined;
  return render(lowlight.highlight(language, code).children);
}

function render(nodes: Nodes): ReactNode {
  return nodes.map((node, index) => {
    if (node.type === 'text') return element(Fragment, { key: index }, node.value);
    if (node.type !== 'element') return null;
    const classes = node.properties['className'];
    const className = Array.isArray(classes) ? classes.join(' ') : undefined;
    return element('span', { key: index, className }, render(node.children as Nodes));
  });
}
