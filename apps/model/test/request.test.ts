import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ChatError } from '../src/chat.ts';
import { readOpenAiRequest } from '../src/wire/openai-request.ts';

const hello = { role: 'user', content: 'hello' };
const callOf = (id: string) => ({ id, type: 'function', function: { name: 'list_tasks', arguments: '{}' } });
const calling = (...ids: string[]) => ({ role: 'assistant', content: null, tool_calls: ids.map(callOf) });
const answering = (id: string) => ({ role: 'tool', content: '{}', tool_call_id: id });
const request = (fields: object = {}) => ({ model: 'm', messages: [hello], ...fields });

function refused(body: unknown): ChatError {
  try {
    readOpenAiRequest(body);
  } catch (error) {
    assert.ok(error instanceof ChatError);
    assert.equal(error.status, 400);
    return error;
  }
  return assert.fail('the request was taken');
}

test('reads messages, tools and options', () => {
  const tool = { type: 'function', function: { name: 'list_tasks', parameters: {} } };
  const parts = [
    { type: 'text', text: 'he' },
    { type: 'text', text: 'llo' },
  ];
  const messages = [
    { role: 'developer', content: 'be kind' },
    { role: 'user', content: parts },
    calling('a'),
    answering('a'),
  ];
  const options = { tools: [tool], stream: true, stream_options: { include_usage: true }, max_tokens: 5, n: 1 };
  assert.deepEqual(readOpenAiRequest(request({ messages, ...options })), {
    model: 'm',
    messages: [
      { role: 'system', content: 'be kind' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: '', tool_calls: [callOf('a')] },
      { role: 'tool', content: '{}', tool_call_id: 'a' },
    ],
    tools: [{ name: 'list_tasks' }],
    stream: true,
    includeUsage: true,
    maxTokens: 5,
  });
  assert.deepEqual(readOpenAiRequest(request({ tools: [tool], tool_choice: 'none' })).tools, []);
});

describe('refuses, and names the part', () => {
  const cases: readonly (readonly [param: string, body: unknown])[] = [
    ['body', []],
    ['model', { messages: [hello] }],
    ['model', request({ model: '' })],
    ['messages', request({ messages: undefined })],
    ['messages', request({ messages: [] })],
    ['messages[0]', request({ messages: ['hello'] })],
    ['messages[0].role', request({ messages: [{ role: 'wizard', content: 'x' }] })],
    ['messages[0].content', request({ messages: [{ role: 'user', content: null }] })],
    ['messages[0].content', request({ messages: [{ role: 'assistant', content: null }] })],
    ['messages[0].content[0].type', request({ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] })],
    ['messages[0].content[0].text', request({ messages: [{ role: 'user', content: [{ type: 'text' }] }] })],
    [
      'messages[0].tool_calls[0].id',
      request({ messages: [{ ...calling('a'), tool_calls: [{ ...callOf('a'), id: '' }] }] }),
    ],
    [
      'messages[0].tool_calls[0].type',
      request({ messages: [{ ...calling('a'), tool_calls: [{ ...callOf('a'), type: 'x' }] }] }),
    ],
    [
      'messages[0].tool_calls[0].function',
      request({ messages: [{ ...calling('a'), tool_calls: [{ id: 'a', type: 'function' }] }] }),
    ],
    ['tools', request({ tools: {} })],
    ['tools[0].type', request({ tools: [{ type: 'x' }] })],
    [
      'tools[0].function.parameters.properties',
      request({ tools: [{ type: 'function', function: { name: 'x', parameters: { properties: [] } } }] }),
    ],
    ['tools[0].function.name', request({ tools: [{ type: 'function', function: {} }] })],
    ['tool_choice', request({ tool_choice: 'required' })],
    ['stream', request({ stream: 'yes' })],
    ['n', request({ n: 2 })],
    ['max_tokens', request({ max_tokens: 0 })],
    ['max_completion_tokens', request({ max_completion_tokens: 1.5 })],
  ];
  for (const [param, body] of cases) {
    test(`${param}: ${JSON.stringify(body).slice(0, 80)}`, () => {
      assert.equal(refused(body).param, param);
    });
  }
});

describe('tool calls and tool messages come in pairs', () => {
  const cases: Readonly<Record<string, readonly object[]>> = {
    'a tool message without a call': [hello, answering('a')],
    'a tool message for another id': [hello, calling('a'), answering('b')],
    'a tool message twice': [hello, calling('a'), answering('a'), answering('a')],
    'a tool message too late': [hello, calling('a'), answering('a'), hello, answering('a')],
    'a call without an answer at the end': [hello, calling('a', 'b'), answering('a')],
    'a call without an answer before the next message': [hello, calling('a'), hello],
    'two calls with one id': [hello, calling('a', 'a'), answering('a')],
    'an id used again': [hello, calling('a'), answering('a'), calling('a'), answering('a')],
  };
  for (const [name, messages] of Object.entries(cases)) {
    test(`${name} is refused`, () => {
      assert.match(refused(request({ messages })).message, /[Tt]ool/);
    });
  }

  test('several answers in any order are taken', () => {
    const messages = [hello, calling('a', 'b'), answering('b'), answering('a'), calling('c'), answering('c')];
    assert.equal(readOpenAiRequest(request({ messages })).messages.length, 6);
  });
});
