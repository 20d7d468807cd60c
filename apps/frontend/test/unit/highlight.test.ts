import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { highlight } from '../../ui/highlight.ts';

const html = (code: string, language: string) =>
  renderToStaticMarkup(createElement(Fragment, null, highlight(code, language)));

test('code is marked by classes, and stays the same text', () => {
  assert.equal(html('const a = 1', 'js').replace(/<[^>]+>/g, ''), 'const a = 1');
  assert.match(html('const a = 1', 'js'), /<span class="hljs-keyword">const<\/span>/);
  assert.doesNotMatch(html('const a = 1', 'js'), /style=/);
  for (const language of [
    'python',
    'bash',
    'sh',
    'json',
    'yaml',
    'html',
    'sql',
    'go',
    'rust',
    'ts',
    'diff',
    'css',
    'java',
  ]) {
    assert.notEqual(highlight('x = 1', language), undefined, language);
  }
});

test('HTML in code is text', () => {
  assert.doesNotMatch(html('<img src=x onerror=alert(1)>', 'html'), /<img/);
  assert.doesNotMatch(html('"<script>"', 'js'), /<script/);
});

test('an unknown language and very long code stay as they are', () => {
  assert.equal(highlight('x', 'unheard-of'), undefined);
  assert.equal(highlight('x'.repeat(20_001), 'js'), undefined);
});
