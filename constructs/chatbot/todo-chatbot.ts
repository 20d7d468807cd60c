import type { Construct } from 'constructs';
import { Edge, denyByDefault, identityOf, restrictedNamespace } from '../platform';
import { HelmChart, onlyWhen } from '../synth';
import {
  type Fields,
  type HandleOf,
  type SectionDeclaration,
  type ValuesOf,
  add,
  and,
  choose,
  equals,
  not,
  release,
  section,
  text,
  withDefaults,
} from '../values';
import { Component, type ComponentProps } from './component';
import { DATABASE, DatabaseComponent } from './database';
import { todoGlobalValues } from './globals';
import { todoNotes } from './notes';
import { connect } from './todo-graph';
import { SHARES } from './shares';
import { agentValues, backendValues, frontendValues } from './program-values';
import { type TodoSecrets, addSecrets, secretsValues } from './todo-secrets';

const values = section('The Todo Chatbot', { secrets: secretsValues });

export interface TodoChatbotProps {
  /** Version of the chart and of the programs' images. */
  readonly version: string;
  /** Other defaults for the chart's shared values. @default - none */
  readonly global?: ValuesOf<typeof todoGlobalValues>;
}

/**
 * The Todo Chatbot: frontend, backend, agent, MCP server, model and database, who calls whom, and all that surrounds them.
 */
export class TodoChatbot extends HelmChart<typeof values, typeof todoGlobalValues> {
  readonly frontend: Component<typeof frontendValues>;
  readonly backend: Component<typeof backendValues>;
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
      // A laptop's share.
      budgets: { dev: { memory: '4Gi' } },
    });
    const { nameOverride, fullnameOverride } = this.global;
    this.namePrefix = choose(equals(fullnameOverride, ''), '', `${fullnameOverride}-`);
    this.partOf = choose(equals(nameOverride, ''), id, nameOverride);
    restrictedNamespace(this, release.namespace);
    const secrets = addSecrets(this, this.values.secrets, this.global);
    this.database = new DatabaseComponent(this, 'database', this.global, secrets.database);
    this.model = this.addModel();
    this.mcp = this.addMcp();
    this.agent = this.addAgent(secrets.agent);
    this.backend = this.addBackend(secrets);
    this.frontend = this.addFrontend();
    connect(this);
    const { labels, plainSelector } = identityOf(this, this.node.id);
    denyByDefault(this, labels, { 'app.kubernetes.io/instance': plainSelector['app.kubernetes.io/instance']! });
  }

  private addModel(): Component {
    const model = this.addComponent('model', 'The offline model: rules in the place of a language model', {});
    return onlyWhen(equals(this.global.model.mode, 'offline'), model);
  }

  private addMcp(): Component {
    return this.addComponent('mcp', 'The MCP server: task tools, in the name of the user', {});
  }

  private addAgent(secretName: string): Component {
    const { model, longestAnswerSeconds } = this.global;
    const isOffline = equals(model.mode, 'offline');
    return this.addComponent('agent', 'The agent: the loop of model and tools', agentValues, ({ runs }) => ({
      environment: {
        MODEL_URL: choose(isOffline, `${this.model.service.url}/v1`, model.url),
        MODEL_NAME: choose(isOffline, 'offline-rules', model.name),
        // Before the backend gives up, so that the person hears what took so long.
        RUN_TIMEOUT_SECONDS: text(add(longestAnswerSeconds, -5)),
        MAX_TURNS: text(runs.maxTurns),
        MAX_TOKENS: text(runs.maxTokens),
        MAX_COST_USD: text(runs.maxCostUsd),
        MODEL_INPUT_PRICE: text(runs.inputPrice),
        MODEL_OUTPUT_PRICE: text(runs.outputPrice),
        MAX_RUNS: text(runs.maxConcurrent),
      },
      secrets: [
        { secretName, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
        { secretName: model.apiKeySecret, key: 'api-key', variable: 'MODEL_API_KEY_FILE', when: not(isOffline) },
      ],
    }));
  }

  private addBackend(secrets: TodoSecrets): Component<typeof backendValues> {
    const program = ({ sessions, rateLimits }: HandleOf<SectionDeclaration<typeof backendValues>>) => ({
      environment: {
        DATABASE_HOST: this.database.postgres.identity.plainName,
        DATABASE_PORT: text(this.global.ports.database),
        DATABASE_NAME: DATABASE.name,
        DATABASE_USER: DATABASE.user,
        TURN_SECONDS: text(this.global.longestAnswerSeconds),
        ACCESS_TOKEN_MINUTES: text(sessions.renewalMinutes),
        REFRESH_TOKEN_DAYS: text(sessions.idleDays),
        RATE_LIMITS: choose(rateLimits.enabled, 'on', 'off'),
      },
      secrets: [
        { secretName: secrets.database, key: 'password', variable: 'DATABASE_PASSWORD_FILE' },
        { secretName: secrets.backend, key: 'jwt-key', variable: 'JWT_KEY_FILE' },
        { secretName: secrets.agent, key: 'agent-key', variable: 'AGENT_KEY_FILE' },
        {
          secretName: rateLimits.redis.secretName,
          key: 'url',
          variable: 'REDIS_URL_FILE',
          when: and(rateLimits.enabled, rateLimits.redis.enabled),
        },
      ],
      before: { name: 'migrate', command: ['python', '-m', 'todo_backend', 'migrate'] },
    });
    return this.addComponent('backend', 'The API: accounts, tasks, conversations', backendValues, program);
  }

  private addFrontend(): Component<typeof frontendValues> {
    const { ports } = this.global;
    const frontend = this.addComponent(
      'frontend',
      'The page, and the way of the browser to the API',
      frontendValues,
      ({ ingress, trustedProxies }) => ({
        isEdge: true,
        metricsPort: ports.frontendMetrics,
        writable: { '/tmp': '64Mi', '/app/.next/cache': '64Mi' },
        environment: {
          COOKIE_SECURE: text(ingress.tls.enabled),
          // Whoever reaches it directly could write any address.
          TRUSTED_PROXIES: choose(ingress.enabled, text(trustedProxies), '0'),
        },
      }),
    );
    const { ingress } = frontend.own;
    const { identity, port } = frontend.service;
    this.notes = todoNotes(ingress, port);
    const { longestAnswerSeconds } = this.global;
    new Edge(frontend, 'ingress', {
      ...ingress,
      labels: identity.labels,
      service: { name: identity.name, port },
      longestAnswerSeconds,
    });
    return frontend;
  }

  private addComponent<F extends Fields>(
    id: keyof typeof SHARES,
    description: string,
    values: F,
    program: (own: HandleOf<SectionDeclaration<F>>) => Omit<ComponentProps, 'port'> = () => ({}),
  ): Component<F> {
    const { cpu, memory } = SHARES[id];
    const requests = { cpu: cpu[0], memory: memory[0], ephemeralStorage: '64Mi' };
    const limits = { cpu: cpu[1], memory: memory[1], ephemeralStorage: '256Mi' };
    const defaults = { description, repository: `todo-chatbot/${id}`, requests, limits, values };
    return new Component<F>(this, id, defaults, this.global, (own) => {
      const { environment, ...props } = program(own);
      return {
        port: this.global.ports[id],
        environment: { LOG_LEVEL: this.global.logLevel, ...environment },
        ...props,
      };
    });
  }
}
