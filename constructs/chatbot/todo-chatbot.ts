import type { Construct } from 'constructs';
import { denyByDefault, identityOf, useNetwork } from '../platform';
import { ExtraObjects, HelmChart, extraObjectsValue, onlyWhen } from '../synth';
import { type ValuesOf, choose, equals, section, shared, withDefaults } from '../values';
import type { Component } from './component';
import { DatabaseComponent } from './database';
import { todoGlobalValues } from './globals';
import { todoNotes } from './notes';
import { OllamaComponent } from './ollama';
import { BackupComponent } from './todo-backup';
import { type agentValues, addAgent } from './todo-agent';
import { addBackend, type backendValues } from './todo-backend';
import { addProgram } from './todo-component';
import { addFrontend, type frontendValues } from './todo-frontend';
import { todoGuide } from './todo-guide';
import { connect } from './todo-graph';
import { addMonitoring, monitoringValues } from './todo-monitoring';
import { addNamespace, namespaceValues } from './todo-namespace';
import { addSecrets, nodeOf, secretsValues } from './todo-secrets';
import { checkStack } from './todo-props';
import { addTest, testsValues } from './todo-test';

const values = section('The Todo Chatbot', {
  secrets: secretsValues,
  tests: testsValues,
  namespace: namespaceValues,
  monitoring: monitoringValues,
  extraObjects: extraObjectsValue,
});

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
  readonly agent: Component<typeof agentValues>;
  readonly mcp: Component;
  readonly model: Component;
  readonly ollama: OllamaComponent;
  readonly database: DatabaseComponent;
  readonly backup: BackupComponent;

  constructor(scope: Construct, id: string, props: TodoChatbotProps) {
    checkStack(scope, id, props);
    super(scope, id, {
      version: props.version,
      description: 'A todo list that one talks to: Next.js, FastAPI, an agent with MCP tools, PostgreSQL',
      catalogue: {
        keywords: ['chatbot', 'ai', 'llm', 'mcp', 'todo'],
        annotations: { 'artifacthub.io/category': 'ai-machine-learning', 'artifacthub.io/license': 'Apache-2.0' },
        guide: todoGuide(props.version),
      },
      values,
      global: withDefaults(todoGlobalValues, props.global ?? {}),
      namespaceOf: (environment) => `chatbot-${environment}`,
      // A laptop's share.
      budgets: { dev: { memory: '4Gi' } },
    });
    const { nameOverride, fullnameOverride } = this.global;
    this.namePrefix = shared('namePrefix', choose(equals(fullnameOverride, ''), '', `${fullnameOverride}-`));
    this.partOf = choose(equals(nameOverride, ''), id, nameOverride);
    useNetwork(this, this.global);
    addNamespace(this, this.values.namespace);
    const secrets = addSecrets(this, this.values.secrets, this.global);
    this.database = new DatabaseComponent(this, 'database', this.global, secrets.database);
    this.model = addProgram(this, this.global, 'model', {
      description: 'The offline model: rules in the place of a language model',
      values: {},
    });
    onlyWhen(equals(this.global.model.mode, 'offline'), this.model);
    this.ollama = new OllamaComponent(this, 'ollama', this.global);
    this.mcp = addProgram(this, this.global, 'mcp', {
      description: 'The MCP server: task tools, in the name of the user',
      values: {},
    });
    this.agent = addAgent(this, this.global, { offline: this.model, ollama: this.ollama }, secrets.agent);
    this.backend = addBackend(this, this.global, { database: this.database.database, secrets });
    this.frontend = addFrontend(this, this.global);
    this.backup = new BackupComponent(this, 'backup', this.global, this.database.database);
    this.notes = todoNotes(this, secrets, this.values.secrets);
    connect(this);
    addMonitoring(this, this.values.monitoring);
    const components = [this.frontend, this.backend, this.agent, this.mcp, this.model];
    addTest(this, { global: this.global, components }, this.values.tests, nodeOf(this.values.secrets, this.global));
    new ExtraObjects(this, 'extra-objects', { objects: this.values.extraObjects });
    const { labels, plainSelector } = identityOf(this, this.node.id);
    denyByDefault(this, labels, { 'app.kubernetes.io/instance': plainSelector['app.kubernetes.io/instance']! });
  }
}
