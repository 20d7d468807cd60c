import { App, Chart } from 'cdk8s';
import { PostgresDatabase, WebService } from 'cdk8s-chatbot';

const app = new App();
const chart = new Chart(app, 'bot', { namespace: 'bot' });
// `kubectl create secret generic bot-database --from-literal password=...` makes it.
const password = { secretName: 'bot-database', key: 'password' };

const database = new PostgresDatabase(chart, 'database', {
  image: 'postgres:17.6',
  database: 'bot',
  user: 'bot',
  password,
  storage: '5Gi',
  resources: {
    requests: { cpu: '250m', memory: '256Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '1', memory: '512Mi', ephemeralStorage: '256Mi' },
  },
});

const api = new WebService(chart, 'api', {
  image: 'registry.example.com/bot:1.0.0',
  port: 8000,
  replicas: 2,
  environment: { DATABASE_HOST: 'database', DATABASE_PORT: String(database.port) },
  secrets: [{ ...password, variable: 'DATABASE_PASSWORD_FILE' }],
  longestAnswerSeconds: 120,
  resources: {
    requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '256Mi' },
  },
});

api.traffic.to(database.traffic, database.port);
app.synth();
