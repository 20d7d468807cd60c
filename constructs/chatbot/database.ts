import {
  Database,
  PostgresDatabase,
  imageReference,
  imageValues,
  podValues,
  probeValues,
  resourceValues,
  storageClassValue,
} from '../platform';
import { type HelmChart, Subchart } from '../synth';
import { integer, quantity, section } from '../values';
import type { TodoGlobals } from './globals';

const databaseValues = section('PostgreSQL in the cluster', {
  image: imageValues('postgres', '15'),
  resources: resourceValues({
    requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '384Mi', ephemeralStorage: '256Mi' },
  }),
  probes: probeValues,
  storage: quantity({ description: 'Size of the volume; it cannot shrink', default: '1Gi' }),
  storageClass: storageClassValue,
  maxConnections: integer({ description: 'Connections at most', default: 100, minimum: 10, maximum: 1000 }),
  ...podValues,
});

/** Name of the database and of the user who owns it; both are made at the first start and stay. */
export const DATABASE = { name: 'todo', user: 'todo' };

/** The database component: one PostgreSQL with a claim of its own. */
export class DatabaseComponent extends Subchart<typeof databaseValues> {
  readonly postgres: PostgresDatabase;
  /** What those need who use it. */
  readonly database: Database;

  constructor(chart: HelmChart, id: string, globals: TodoGlobals, secretName: string) {
    super(chart, id, { values: databaseValues });
    const { image, ...values } = this.values;
    this.postgres = new PostgresDatabase(this, 'Default', {
      image: imageReference(image, globals.imageRegistry),
      imagePullPolicy: image.pullPolicy,
      imagePullSecrets: globals.imagePullSecrets,
      port: globals.ports.database,
      database: DATABASE.name,
      user: DATABASE.user,
      password: { secretName, key: 'password' },
      ...values,
    });
    this.database = Database.inCluster(this.postgres);
  }
}
