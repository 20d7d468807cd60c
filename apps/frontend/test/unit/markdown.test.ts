import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { Markdown, safeLink } from '../../ui/markdown.ts';

const html = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

test('Markdown becomes elements', () => {
  assert.equal(html('**a** _b_ ~~c~~ `d`'), '<p><strong>a</strong> <em>b</em> <del>c</del> <code>d</code></p>');
  assert.equal(html('- a\n- b'), '<ul><li>a</li><li>b</li></ul>');
  assert.equal(html('3. a\n4. b'), '<ol start="3"><li>a</li><li>b</li></ol>');
  assert.equal(html('# a'), '<h3>a</h3>');
  assert.match(
    html('| a |\n| - |\n| b |'),
    /<thead><tr><th>a<\/th><\/tr><\/thead><tbody><tr><td>b<\/td><\/tr><\/tbody>/,
  );
  assert.match(html('```\n<b>\n```'), /<pre tabindex="0"><code>&lt;b&gt;<\/code><\/pre>/i);
  assert.equal(html('AT&amp;T &lt;3'), '<p>AT&amp;T &lt;3</p>');
});

test('HTML in an answer is text', () => {
  for (const hostile of [
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<svg onload=alert(1)>',
    'a <b onclick=x>b</b>',
  ]) {
    assert.doesNotMatch(html(hostile), /<(img|script|svg|b)\b/, hostile);
    assert.match(html(hostile), /&lt;/, hostile);
  }
});

test('only links to the web and to mail are links, and none tells where it was', () => {
  assert.equal(
    html('[a](https://example.org/b)'),
    '<p><a href="https://example.org/b" target="_blank" rel="noopener noreferrer nofollow">a</a></p>',
  );
  for (const url of [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///x',
    '/api/session/logout',
    '//x',
  ]) {
    assert.equal(html(`[a](${url})`), '<p>a</p>', url);
  }
  assert.equal(html('[a](java&#10;script:alert(1))'), '<p>a</p>');
  assert.equal(html('[a][1]\n\n[1]: javascript:alert(1)'), '<p>a</p>');
  assert.equal(safeLink('mailto:ann@example.org'), 'mailto:ann@example.org');
});

test('a picture is not fetched', () => {
  assert.equal(html('![a cat](https://example.org/cat.png?secret)'), '<p>a cat</p>');
});
