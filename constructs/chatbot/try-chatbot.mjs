// What `helm test` runs: asks each program whether it is ready, and then does through the frontend what a person would,
// with an account of its own that it deletes at the end. Arguments: <program>=<address>; the settings are SAYS (what it
// says in the chat; nothing: no chat) and EXPECTS (the title of a task that the answer makes; nothing: any answer will do).
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const programs = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split(/=(.*)/s).slice(0, 2)));
const { SAYS: says = '', EXPECTS: expects = '' } = process.env;
const patienceSeconds = Number(process.env.PATIENCE_SECONDS ?? 30);
const secondsForAnAnswer = Number(process.env.ANSWER_SECONDS ?? 60);

/** What was tested and failed, in words. */
class Failure extends Error {}

async function ask(method, url, { body, cookie, seconds = 10 } = {}) {
  try {
    return await fetch(url, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(seconds * 1000),
    });
  } catch (error) {
    const why =
      error.name === 'TimeoutError'
        ? `no answer in ${seconds} s`
        : (error.cause?.code ?? error.cause?.message ?? error.message);
    throw new Failure(`${method} ${url}: ${why}`);
  }
}

async function expectStatus(answer, status, what) {
  if (answer.status === status) return answer;
  const { detail = '' } = await answer.json().catch(() => ({}));
  const advice = answer.status === 429 ? ' Too many tests within an hour: wait, and test again.' : '';
  throw new Failure(`${what} was answered with ${answer.status} instead of ${status}. ${detail}${advice}`.trim());
}

/** Whether a program is ready; it may have been installed a moment ago. */
async function isReady(name, address) {
  for (const end = Date.now() + patienceSeconds * 1000; ; await pause(1000)) {
    const last = await ask('GET', `${address}/readyz`, { seconds: 5 }).then(
      async (answer) => (answer.ok ? '' : `answers ${answer.status}: ${(await answer.text()).slice(0, 300)}`),
      (failure) => failure.message,
    );
    if (!last) return;
    if (Date.now() >= end)
      throw new Failure(
        `${name} is not ready: ${last}. Its log: kubectl logs --selector app.kubernetes.io/name=${name}`,
      );
  }
}

const frontend = programs.frontend;
const account = { email: `helm-test-${randomUUID()}@example.com`, password: randomUUID() };
let cookie;

async function session(action) {
  const answer = await expectStatus(
    await ask('POST', `${frontend}/api/session/${action}`, { body: account }),
    204,
    action,
  );
  cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Failure(`${action} was answered without a cookie`);
}

async function api(method, path, status, body) {
  const answer = await ask(method, `${frontend}/api/backend${path}`, { body, cookie });
  await expectStatus(answer, status, `${method} ${path}`);
  return status === 204 ? undefined : answer.json();
}

async function titles() {
  return (await api('GET', '/tasks', 200)).items.map(({ title }) => title);
}

async function task() {
  const title = 'helm test';
  const { id } = await api('POST', '/tasks', 201, { title });
  if (!(await titles()).includes(title)) throw new Failure('a task that was added is not in the list');
  if (!(await api('PATCH', `/tasks/${id}`, 200, { done: true })).done) throw new Failure('a task stays undone');
  await api('DELETE', `/tasks/${id}`, 204);
  if ((await titles()).length > 0) throw new Failure('a task that was deleted is still in the list');
}

async function chat() {
  const options = { cookie, body: { message: says }, seconds: secondsForAnAnswer };
  const answer = await expectStatus(await ask('POST', `${frontend}/api/backend/chat`, options), 200, 'the chat');
  const text = await answer.text().catch(() => '');
  const last = text.split(/\r?\n\r?\n/).findLast((block) => /^event:/m.test(block)) ?? '';
  const field = (name) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(last)?.[1];
  const [event = 'nothing', data = ''] = [field('event'), field('data')];
  if (event !== 'done') throw new Failure(`the answer to "${says}" ended with ${event}: ${data}`);
  if (expects && !(await titles()).includes(expects))
    throw new Failure(`the assistant answered "${says}", but there is no task "${expects}"`);
}

const failures = [];
async function step(name, run) {
  try {
    await run();
    console.log(`ok      ${name}`);
    return true;
  } catch (error) {
    failures.push(name);
    console.log(`FAILED  ${name}: ${error instanceof Failure ? error.message : error.stack}`);
    return false;
  }
}

const health = Object.entries(programs).map(([name, address]) =>
  step(`${name} is ready`, () => isReady(name, address)),
);
await Promise.all(health);
if (!frontend) console.log('left out: what a person does, since there is no frontend');
else if (await step('an account is made', () => session('register'))) {
  await step('log in', () => session('login'));
  await step('a task is added, done and deleted', task);
  if (says) await step('the assistant answers', chat);
  else console.log('left out: the chat, since an external model costs money (tests.externalModel)');
  await step('the account is deleted', () => api('POST', '/me/delete', 204, { password: account.password }));
}
if (failures.length > 0) {
  console.log(`\n${failures.length} failed: ${failures.join('; ')}`);
  process.exitCode = 1;
}
