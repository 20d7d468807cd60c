import { allReady, list, livingPods, secretData } from './support/cluster';
import { measureInstallation, memoryByPod, writeFigures } from './support/figures';
import { allLogs } from './support/logs';
import { send } from './support/http';
import { type Chat, Person } from './support/person';
import { follow } from './support/guide';
import { HOST, NAMESPACE, makeNamespace } from './support/release';

const COMPONENTS = ['agent', 'backend', 'database', 'frontend', 'mcp', 'model'];

describe('the package, installed as its README says, with the overlay of dev', () => {
  let person: Person;
  let chat: Chat;

  beforeAll(makeNamespace);

  test('comes up: every pod is ready', async () => {
    let printed = '';
    await measureInstallation(async () => {
      printed = await follow('Install');
      await allReady(NAMESPACE, 30);
    });
    expect(printed).toContain(`URL: http://${HOST}`);
    const names = (await livingPods(NAMESPACE)).map(({ metadata }) => metadata.labels?.['app.kubernetes.io/name']);
    expect(names.sort()).toEqual(COMPONENTS);
  });

  test('keeps no right to make Secrets', async () => {
    expect(await list(NAMESPACE, 'roles,rolebindings,jobs')).toEqual([]);
  });

  test('serves its page at the host of the overlay, and nothing at another', async () => {
    const page = await send('GET', '/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('<!DOCTYPE html>');
    expect((await send('GET', '/', { host: `other.${HOST}` })).status).toBe(404);
  });

  test('lets somebody register', async () => {
    person = await Person.register();
    expect((await person.me()).email).toBe(person.email);
    expect(await person.tasks()).toEqual([]);
  });

  test('answers "add buy milk" in the chat, word for word as it comes', async () => {
    chat = await person.chat('add buy milk');
    const names = chat.events.map(({ name }) => name);
    expect(names[0]).toBe('start');
    expect(chat.events).toContainEqual({ name: 'tool', data: { name: 'add_task', ok: true } });
    expect(names.filter((name) => name === 'token').length).toBeGreaterThan(2);
    expect(chat.tokenPieces).toBeGreaterThan(2);
  });

  test('lists the task, for its owner only', async () => {
    expect((await person.tasks()).map(({ title, done }) => ({ title, done }))).toEqual([
      { title: 'buy milk', done: false },
    ]);
    expect(await (await Person.register()).tasks()).toEqual([]);
  });

  test('writes no secret and nothing that people say to its logs, and no error', async () => {
    const logs = await allLogs(NAMESPACE);
    const keys = Object.values(await secretData(NAMESPACE)).flatMap((data) => Object.values(data));
    const secrets = [...keys, ...keys.map((key) => Buffer.from(key, 'base64').toString())];
    const session = person.cookie.split('=')[1]!;
    for (const secret of [...secrets, session, person.password, person.email, 'buy milk']) {
      expect(logs.filter(({ line }) => line.includes(secret))).toEqual([]);
    }
    expect(logs.filter(({ line }) => /"level": ?"error"|^(ERROR|FATAL|PANIC)|Traceback/.test(line))).toEqual([]);
  });

  test('passes helm test, which does what a person does', async () => {
    const phases = [...(await follow('Test it')).matchAll(/^Phase: +(\w+)$/gm)].map(([, phase]) => phase);
    expect(phases.length).toBeGreaterThan(1);
    expect(new Set(phases)).toEqual(new Set(['Succeeded']));
  });

  test('needs little memory', async () => {
    const memory = await memoryByPod(NAMESPACE);
    expect(memory.size).toBe(COMPONENTS.length);
    writeFigures(memory);
  });
});
