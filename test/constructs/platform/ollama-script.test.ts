import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = resolve('constructs/platform/ollama.sh');

/** An Ollama that has what the test says, and does what the test says when it pulls. */
let there: string[];
let loaded: string[];
let pulling: (response: ServerResponse) => void;
let asked: string[];
let server: Server;
let port: string;

beforeEach(async () => {
  [there, loaded, asked] = [[], [], []];
  pulling = (response) => response.end('{"status":"success"}\n');
  server = createServer((message, response) => void answer(message, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = String((server.address() as AddressInfo).port);
});
afterEach(() => new Promise((closed) => server.close(closed)));

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const piece of message) text += String(piece);
  const { model = '' } = JSON.parse(text || '{}') as { model?: string };
  asked.push(`${message.url} ${model}`.trim());
  const names = (some: string[]) => JSON.stringify({ models: some.map((name) => ({ name, model: name })) });
  if (message.url === '/api/version') return void response.end('{"version":"0.12.10"}');
  if (message.url === '/api/ps') return void response.end(names(loaded));
  if (message.url === '/api/pull') return pulling(response);
  if (there.includes(model)) {
    if (message.url === '/api/generate') loaded.push(model.includes(':') ? model : `${model}:latest`);
    return void response.end('{}');
  }
  response.writeHead(404).end(`{"error":"model '${model}' not found"}`);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(verb: string, environment: Record<string, string>) {
  const env = { ...process.env, MODEL: 'llama3.2:1b', PORT: port, ...environment };
  const child = spawn('bash', [SCRIPT, verb], { env });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  const ended = new Promise<Ended>((fulfil) => child.on('close', (code) => fulfil({ code, ...said })));
  return { child, said, ended };
}

const run = (verb: string, environment: Record<string, string> = {}) => start(verb, environment).ended;

describe('ready', () => {
  test.each([
    ['llama3.2:1b', 'llama3.2:1b'],
    ['llama3.2', 'llama3.2:latest'],
    ['hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M', 'hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M'],
    ['registry:5000/team/model', 'registry:5000/team/model:latest'],
  ])('%s is, once %s is loaded', async (model, name) => {
    loaded = [`${name}x`, `x${name}`];
    expect(await run('ready', { MODEL: model })).toEqual({ code: 1, stdout: `${model} is not loaded\n`, stderr: '' });
    loaded = [name];
    expect(await run('ready', { MODEL: model })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('is not, while the server does not answer', async () => {
    expect(await run('ready', { PORT: '1' })).toMatchObject({ code: 1, stdout: 'llama3.2:1b is not loaded\n' });
  });
});

describe('pull', () => {
  test('ends at once when the model is there', async () => {
    there = ['llama3.2:1b'];
    expect(await run('pull')).toEqual({ code: 0, stdout: 'llama3.2:1b: there already\n', stderr: '' });
    expect(asked).not.toContain('/api/pull llama3.2:1b');
  });

  test('tells how far it is, each twentieth once', async () => {
    pulling = (response) => {
      response.write('{"status":"pulling manifest"}\n');
      for (let done = 0; done <= 1000; done += 10)
        response.write(
          `{"status":"pulling 74701a8c35f6","digest":"sha256:7470","total":1321082688,"completed":${done * 1_321_082}}\n`,
        );
      there = ['llama3.2:1b'];
      response.end('{"status":"success"}\n');
    };
    const { code, stdout } = await run('pull');
    const lines = stdout.trim().split('\n');
    expect(lines.slice(0, 3)).toEqual([
      'llama3.2:1b: pulling manifest',
      'llama3.2:1b: pulling 74701a8c35f6 of 1321 MB: 0 %',
      'llama3.2:1b: pulling 74701a8c35f6 of 1321 MB: 5 %',
    ]);
    expect(lines.at(-1)).toBe('llama3.2:1b: success');
    expect(new Set(lines).size).toBe(lines.length);
    expect([code, lines.length]).toEqual([0, 22]);
  });

  test('fails with what the registry said', async () => {
    pulling = (response) => {
      response.write('{"status":"pulling manifest"}\n');
      response.end('{"error":"pull model manifest: file does not exist"}\n');
    };
    const { code, stderr } = await run('pull');
    expect([code, stderr]).toEqual([1, 'llama3.2:1b: pull model manifest: file does not exist\n']);
  });

  test('fails with what a refusal says', async () => {
    pulling = (response) => response.writeHead(400).end('{"error":"invalid model name"}');
    expect(await run('pull')).toMatchObject({ code: 1, stderr: 'llama3.2:1b: invalid model name\n' });
  });

  test('takes no connection that broke off for an end', async () => {
    pulling = (response) => {
      response.write('{"status":"pulling 74701a8c35f6","total":1000000,"completed":10}\n', () => response.destroy());
    };
    const { code, stderr } = await run('pull');
    expect([code, stderr]).toEqual([1, 'llama3.2:1b: the server stopped before all was pulled\n']);
  });
});

test('drain waits for who is connected', async () => {
  const connection = request({ port, path: '/api/pull', method: 'POST', agent: false });
  pulling = (response) => response.write('{"status":"pulling manifest"}\n');
  const held = new Promise((begun) => connection.on('response', begun));
  connection.end('{"model":"x"}');
  await held;
  const draining = start('drain', {});
  let isOver = false;
  void draining.ended.then(() => (isOver = true));
  await new Promise((later) => setTimeout(later, 6500));
  expect(isOver).toBe(false);
  connection.destroy();
  expect(await draining.ended).toMatchObject({ code: 0 });
}, 20_000);

describe('serve', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ollama-'));
  // Its process is that of the script, which gets the signals.
  writeFileSync(join(folder, 'ollama'), '#!/bin/sh\necho "serves as $$: $*"\nexec sleep 60\n');
  chmodSync(join(folder, 'ollama'), 0o755);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('runs the server in its place, and loads the model once it is there', async () => {
    const { child, said, ended } = start('serve', { PATH: `${folder}:${process.env.PATH}` });
    const until = async (text: string) => {
      while (!said.stdout.includes(text)) await new Promise((later) => setTimeout(later, 50));
    };
    await until('llama3.2:1b: not there yet\n');
    expect(said.stdout).toContain(`serves as ${child.pid}: serve\n`);
    there = ['llama3.2:1b'];
    await until('llama3.2:1b: loads\n');
    await until('llama3.2:1b: loaded\n');
    expect(loaded).toEqual(['llama3.2:1b']);
    child.kill('SIGTERM');
    // The loop ends with it.
    await ended;
  }, 30_000);
});
