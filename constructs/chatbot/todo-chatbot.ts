import type { Construct } from 'constructs';
import {
  Edge,
  denyByDefault,
  identityOf,
  type IngressSettings,
  ingressValues,
  podsInNamespaces,
  restrictedNamespace,
} from '../platform';
import { HelmChart, onlyWhen } from '../synth';
import {
  type Fields,
  type ValuesOf,
  add,
  choose,
  equals,
  isEmpty,
  not,
  release,
  section,
  text,
  withDefaults,
} from '../values';
import { Component, type ComponentProps } from './component';
import { DATABASE, DatabaseComponent } from './database';
import { type TodoGlobals, todoGlobalValues } from './globals';
import { todoNotes } from './notes';
import { type TodoSecrets, addSecrets, secretsValues } from './todo-secrets';

const values = section('The Todo Chatbot', { secrets: secretsValues });

export interface TodoChatbotProps {
  /** Version of the chart and of the programs' images. */
  readonly version: string;
  /** Other defaults for the chart's shared values. @default - none */
  readonly global?: ValuesOf<typeof todoGlobalValues>;
}

/** CPU and memory that a component asks for, and how much it may take. */
interface Share {
  readonly cpu: readonly [request: string, limit: string];
  readonly memory: readonly [request: string, limit: string];
}

/**
 * The Todo Chatbot: frontend, backend, agent, MCP server, model and database, who calls whom, and all that surrounds them.
 */
export class TodoChatbot extends HelmChart<typeof values, typeof todoGlobalValues> {
  readonly frontend: Component;
  readonly backend: Component;
  readonly agent: Component;
  readonly mcp: Component;
  readonly model: Component;
  readonly database: DatabaseComponent;

  constructor(scope: Construct, id: string, props: TodoChatbotProps) {
    super(scope, id, {
      version: props.version,
      description: 'A todo list that one talks to: Next.js, FastAPI, an agent with MCP tools, PostgreSQL',
      values,
      global: withDefaults(todoGlobalValues, props.global ?? {}),
      namespaceOf: (environment) => `chatbot-${environment}`,
    });
    restrictedNamespace(this, release.namespace);
    const secrets = addSecrets(this, this.values.secrets, this.global);
    this.database = new DatabaseComponent(this, 'database', this.global, secrets.database);
    this.model = this.addModel();
    this.mcp = this.addMcp();
    this.agent = this.addAgent(secrets.agent);
    this.backend = this.addBackend(secrets);
    this.frontend = this.addFrontend();
    this.connect();
  }

  private addModel(): Component {
    const share: Share = { cpu: ['25m', '250m'], memory: ['64Mi', '128Mi'] };
    const model = this.addComponent('model', 'The offline model: rules in the place of a language model', share);
    return onlyWhen(equals(this.global.model.mode, 'offline'), model);
  }

  private addMcp(): Component {
    const share: Share = { cpu: ['50m', '300m'], memory: ['96Mi', '192Mi'] };
    return this.addComponent('mcp', 'The MCP server: task tools, in the name of the user', share);
  }

  private addAgent(secretName: string): Component {
    const share: Share = { cpu: ['50m', '300m'], memory: ['96Mi', '192Mi'] };
    const { model, longestAnswerSeconds } = this.global;
    const isOffline = equals(model.mode, 'offline');
    return this.addComponent('agent', 'The agent: the loop of model and tools', share, {
      environment: {
        MODEL_URL: choose(isOffline, `${this.model.service.url}/v1`, model.url),
        MODEL_NAME: choose(isOffline, 'offline-rules', model.name),
        // Before the backend gives up, so that the person hears what took so long.
        RUN_TIMEOUT_SECONDS: text(add(longestAnswerSeconds, -5)),
      },
      secrets: [
        { secretName, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
        { secretName: model.apiKeySecret, key: 'api-key', variable: 'MODEL_API_KEY_FILE', when: not(isOffline) },
      ],
    });
  }

  private addBackend(secrets: TodoSecrets): Component {
    const share: Share = { cpu: ['200m', '500m'], memory: ['256Mi', '512Mi'] };
    return this.addComponent('backend', 'The API: accounts, tasks, conversations', share, {
      environment: {
        DATABASE_HOST: this.database.postgres.identity.plainName,
        DATABASE_PORT: text(this.global.ports.database),
        DATABASE_NAME: DATABASE.name,
        DATABASE_USER: DATABASE.user,
        TURN_SECONDS: text(this.global.longestAnswerSeconds),
      },
      secrets: [
        { secretName: secrets.database, key: 'password', variable: 'DATABASE_PASSWORD_FILE' },
        { secretName: secrets.backend, key: 'jwt-key', variable: 'JWT_KEY_FILE' },
        { secretName: secrets.agent, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
      ],
      before: { name: 'migrate', command: ['python', '-m', 'todo_backend', 'migrate'] },
    });
  }

  private addFrontend(): Component {
    const share: Share = { cpu: ['100m', '300m'], memory: ['128Mi', '256Mi'] };
    const frontend = this.addComponent('frontend', 'The page, and the way of the browser to the API', share, {
      values: { ingress: ingressValues },
      isEdge: true,
      writable: { '/tmp': '64Mi', '/app/.next/cache': '64Mi' },
    });
    const { ingress } = frontend.values as unknown as { readonly ingress: IngressSettings };
    const { identity, port } = frontend.service;
    this.notes = todoNotes(ingress, port);
    frontend.service.set('COOKIE_SECURE', text(ingress.tls.enabled));
    const { longestAnswerSeconds } = this.global;
    new Edge(frontend, 'ingress', {
      ...ingress,
      labels: identity.labels,
      service: { name: identity.name, port },
      longestAnswerSeconds,
    });
    return frontend;
  }

  private addComponent(
    id: keyof TodoGlobals['ports'],
    description: string,
    { cpu, memory }: Share,
    { values, environment, ...props }: Omit<ComponentProps, 'port'> & { readonly values?: Fields } = {},
  ): Component {
    const requests = { cpu: cpu[0], memory: memory[0], ephemeralStorage: '64Mi' };
    const limits = { cpu: cpu[1], memory: memory[1], ephemeralStorage: '256Mi' };
    const defaults = { description, repository: `todo-chatbot/${id}`, requests, limits, values };
    return new Component(this, id, defaults, this.global, {
      port: this.global.ports[id],
      environment: { LOG_LEVEL: this.global.logLevel, ...environment },
      ...props,
    });
  }

  private connect(): void {
    const { frontend, backend, agent, mcp, model, database, global } = this;
    const isOffline = equals(global.model.mode, 'offline');
    frontend.calls(backend, { variable: 'BACKEND_URL' });
    backend.service.traffic.to(database.postgres.traffic, global.ports.database);
    backend.service.startOrder.after(database.postgres.startOrder);
    backend.calls(agent, { variable: 'AGENT_URL', waits: false });
    agent.calls(mcp, { variable: 'MCP_URL', path: '/mcp' });
    agent.service.traffic.to(model.service.traffic, model.service.port, isOffline);
    agent.service.startOrder.after(model.service.startOrder);
    agent.service.traffic.toOutside(443, not(isOffline));
    mcp.calls(backend, { variable: 'BACKEND_URL' });
    const { ingressControllerNamespaces } = global;
    frontend.service.traffic.from(
      podsInNamespaces(ingressControllerNamespaces),
      global.ports.frontend,
      not(isEmpty(ingressControllerNamespaces)),
    );
    const { labels, plainSelector } = identityOf(this, this.node.id);
    denyByDefault(this, labels, { 'app.kubernetes.io/instance': plainSelector['app.kubernetes.io/instance']! });
  }
}
