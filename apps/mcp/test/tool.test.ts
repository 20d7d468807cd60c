import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { McpServer } from '@modelcontextprotocol/server';
import { createLogger, passOnTracer } from '@todo-chatbot/service';
import * as z from 'zod';

import { Backend } from '../src/backend.ts';
import { defineTool } from '../src/tool.ts';

test('a defect in a tool is logged by its kind and told without its message', async () => {
  const broken = defineTool({
    name: 'broken',
    title: 'Broken',
    description: 'Always fails.',
    input: z.strictObject({}),
    output: z.object({}),
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
    run: () => Promise.reject(new TypeError('secret internals')),
  });
  const lines: string[] = [];
  const log = createLogger({ service: 'mcp', level: 'info', write: (line) => lines.push(line) });
  const server = new McpServer({ name: 'test', version: '1.0.0' });
  const span = passOnTracer.start('test', undefined);
  const counted: unknown[] = [];
  const backend = new Backend({ url: 'http://127.0.0.1:9', token: 't', requestId: 'r', log, span });
  broken(server, { backend, log, count: (...call) => counted.push(call) });
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  const result = await client.callTool({ name: 'broken', arguments: {} });
  assert.deepEqual(result.content, [{ type: 'text', text: 'Something went wrong in the tool.' }]);
  assert.equal(result.isError, true);
  assert.deepEqual(counted, [['broken', false]]);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /TypeError/);
  assert.doesNotMatch(lines[0] ?? '', /secret/);
  await client.close();
});
