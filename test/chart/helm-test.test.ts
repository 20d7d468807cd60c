import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodSpec } from '../../constructs/platform';
import type { Json } from '../../constructs/values';
import { describeWithHelm } from '../constructs/support/helm';
import { ChatbotStandIn } from './support/chatbot-stand-in';
import { chartFolder, helmTemplate, objectsIn } from './support/charts';
import { together } from './support/declared';
import { named, selects } from './support/objects';
import { overlayText } from './support/stack';

describeWithHelm(4, 'the pod of helm test', (helm) => {
  const { path, chart } = chartFolder();
  const render = (values: Json) => {
    const file = join(path, 'overlay.yaml');
    writeFileSync(file, overlayText(values));
    return objectsIn(helmTemplate(helm, chart, 'dev', file));
  };
  const podOf = (values: Json) => named(render(values), 'Pod', 'helm-test').spec as unknown as PodSpec;
  const told = (values: Json) => {
    const { args = [], env = [] } = podOf(values).containers[0]!;
    const settings = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    return { programs: args.map((one) => one.split('=')[0]), says: settings.SAYS, expects: settings.EXPECTS };
  };
  const external = { global: { model: { mode: 'external' } } };

  test('is restricted, with a read-only root, bounds and a deadline', () => {
    const { securityContext, containers, ...spec } = podOf({});
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec).toMatchObject({
      restartPolicy: 'Never',
      activeDeadlineSeconds: 240,
      automountServiceAccountToken: false,
    });
    expect(containers[0]!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const amounts of Object.values(containers[0]!.resources!)) {
      expect(Object.keys(amounts as object).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
    }
  });

  test('asks the programs that are there', () => {
    expect(told({}).programs).toEqual(['frontend', 'backend', 'agent', 'mcp', 'model']);
    expect(told(external).programs).toEqual(['frontend', 'backend', 'agent', 'mcp']);
    expect(told({ mcp: { enabled: false }, frontend: { enabled: false } }).programs).toEqual([
      'backend',
      'agent',
      'model',
    ]);
  });

  test('says something to an external model only if it is told to', () => {
    expect(told({})).toMatchObject({ says: 'add try helm test', expects: 'try helm test' });
    expect(told(external)).toMatchObject({ says: '', expects: '' });
    expect(told(together(external, { tests: { externalModel: true } }))).toMatchObject({
      says: 'add try helm test',
      expects: '',
    });
  });

  test('is let in by policies that go with it', () => {
    const objects = render({});
    const labels = named(objects, 'Pod', 'helm-test').metadata.labels!;
    const ways = named(objects, 'NetworkPolicy', 'helm-test-ways');
    expect(ways.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'test' });
    const [rule] = (ways.spec as unknown as { ingress: { from: { podSelector: { matchLabels: object } }[] }[] })
      .ingress;
    expect(selects(rule!.from[0]!.podSelector.matchLabels as Record<string, string>, labels)).toBe(true);
    for (const { spec } of objects.filter(({ kind }) => kind === 'Deployment')) {
      const { podSelector } = ways.spec as unknown as { podSelector: { matchLabels: Record<string, string> } };
      expect(selects(podSelector.matchLabels, spec!.template!.metadata.labels)).toBe(true);
      expect(spec!.template!.spec.containers[0]!.ports!.map(({ name }) => name)).toContain('http');
    }
  });
});

describe('the script of helm test', () => {
  const chatbot = new ChatbotStandIn();
  let address: string;

  beforeAll(async () => (address = await chatbot.start()));
  afterAll(() => chatbot.stop());
  beforeEach(() => {
    chatbot.broken.clear();
    chatbot.asked.length = 0;
    chatbot.accounts = 0;
  });

  function run(programs: readonly string[], env: Record<string, string> = {}) {
    const settings = { SAYS: 'add try helm test', EXPECTS: 'try helm test', PATIENCE_SECONDS: '0', ...env };
    const args = ['constructs/chatbot/try-chatbot.mjs', ...programs];
    return new Promise<{ code: number; lines: string[] }>((resolve) => {
      execFile(process.execPath, args, { env: { ...process.env, ...settings } }, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), lines: stdout.trim().split('\n') }),
      );
    });
  }

  test('does what a person does, and leaves nothing', async () => {
    const { code, lines } = await run([`frontend=${address}`, `backend=${address}`]);
    expect(lines).toEqual([
      expect.stringMatching(/^ok {6}(frontend|backend) is ready$/),
      expect.stringMatching(/^ok {6}(frontend|backend) is ready$/),
      'ok      an account is made',
      'ok      log in',
      'ok      a task is added, done and deleted',
      'ok      the assistant answers',
      'ok      the account is deleted',
    ]);
    expect(code).toBe(0);
    expect(chatbot.accounts).toBe(0);
  });

  test('says which program is away, and goes on', async () => {
    const { code, lines } = await run([`frontend=${address}`, 'agent=http://127.0.0.1:65535']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(
      /FAILED {2}agent is ready: agent is not ready: GET http:\/\/127.0.0.1:65535\/readyz: ECONNREFUSED\. Its log: kubectl logs/,
    );
    expect(lines.at(-1)).toBe('1 failed: agent is ready');
  });

  test('says how an answer failed', async () => {
    const data = '{"code": "agent_unavailable", "message": "away"}';
    chatbot.broken.set('POST /api/backend/chat', [200, `event: error\ndata: ${data}\n\n`]);
    const { code, lines } = await run([`frontend=${address}`]);
    expect(code).toBe(1);
    expect(lines).toContain(
      `FAILED  the assistant answers: the answer to "add try helm test" ended with error: ${data}`,
    );
    expect(chatbot.accounts).toBe(0);
  });

  test('says that an answer did not do what was asked, where the model always does', async () => {
    chatbot.broken.set('POST /api/backend/chat', [200, 'event: done\ndata: {}\n\n']);
    expect((await run([`frontend=${address}`])).lines.join()).toContain('there is no task "try helm test"');
    expect((await run([`frontend=${address}`], { EXPECTS: '' })).code).toBe(0);
  });

  test('says that it was made too often', async () => {
    chatbot.broken.set('POST /api/session/register', [429, '{"detail": "Too often."}']);
    const { code, lines } = await run([`frontend=${address}`]);
    expect(code).toBe(1);
    expect(lines).toContain(
      'FAILED  an account is made: register was answered with 429 instead of 204. Too often. Too many tests within an hour: wait, and test again.',
    );
    expect(chatbot.asked).not.toContain('POST /api/backend/chat');
  });

  test('says nothing where that costs money, and does nothing without a frontend', async () => {
    expect((await run([`frontend=${address}`], { SAYS: '' })).lines.join()).toContain('left out: the chat');
    const { code, lines } = await run([`backend=${address}`]);
    expect([code, lines.at(-1)]).toEqual([0, 'left out: what a person does, since there is no frontend']);
  });
});
