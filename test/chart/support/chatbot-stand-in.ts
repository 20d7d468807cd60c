import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a person does that `helm test` tries too: as little of the programs as it needs, in one server. */
export class ChatbotStandIn {
  /** Answers that differ from what a chatbot that works gives, by `METHOD path`. */
  readonly broken = new Map<string, readonly [status: number, body: string]>();
  /** `METHOD path` of every request, in order. */
  readonly asked: string[] = [];
  /** How many accounts there are. */
  accounts = 0;
  private readonly tasks = new Map<string, { id: string; title: string; done: boolean }>();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const route = `${method} ${url.replace(/\/tasks\/.+/, '/tasks/id')}`;
    this.asked.push(route);
    const body = JSON.parse((await textOf(request)) || '{}') as Record<string, string>;
    const broken = this.broken.get(route);
    if (broken) return void response.writeHead(broken[0]).end(broken[1]);
    const isOpen = route.startsWith('POST /api/session/') || route.endsWith('/readyz');
    if (!isOpen && request.headers.cookie !== 'session=one') return void response.writeHead(401).end('{}');
    const [status, answer] = this.routes(route, url, body);
    const headers = route.startsWith('POST /api/session/') ? { 'set-cookie': 'session=one; HttpOnly' } : {};
    response.writeHead(status, headers).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }

  private routes(route: string, url: string, body: Record<string, string>): readonly [number, unknown] {
    const id = url.split('/').at(-1)!;
    switch (route) {
      case 'GET /readyz':
        return [200, {}];
      case 'POST /api/session/register':
        this.accounts++;
        this.tasks.clear();
        return [204, ''];
      case 'POST /api/session/login':
        return [204, ''];
      case 'GET /api/backend/tasks':
        return [200, { items: [...this.tasks.values()] }];
      case 'POST /api/backend/tasks':
        return [201, this.add(body.title!)];
      case 'PATCH /api/backend/tasks/id':
        return [200, { ...this.tasks.get(id), done: true }];
      case 'DELETE /api/backend/tasks/id':
        return [this.tasks.delete(id) ? 204 : 404, ''];
      case 'POST /api/backend/chat':
        this.add(body.message!.replace('add ', ''));
        return [
          200,
          'event: token\ndata: {"text": "Added"}\n\nevent: done\ndata: {"text": "Added"}\nid: 2\n\n: quiet\n\n',
        ];
      case 'POST /api/backend/me/delete':
        this.accounts--;
        return [204, ''];
      default:
        return [404, {}];
    }
  }

  private add(title: string) {
    const task = { id: String(this.tasks.size), title, done: false };
    this.tasks.set(task.id, task);
    return task;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return text;
}
