import {
  Database,
  PostgresCluster,
  PostgresDatabase,
  imageReference,
  imageValues,
  podValues,
  probeValues,
  resourceValues,
  storageClassValue,
  taggedReference,
} from '../platform';
import { OWN_SETTINGS } from '../platform/shapes/databases';
import { type HelmChart, Subchart, onlyWhen } from '../synth';
import { equals, integer, map, oneOf, section, size, string } from '../values';
import { clusterValues } from './cluster-values';
import type { TodoGlobals } from './globals';

const databaseValues = section('PostgreSQL in the cluster, by a StatefulSet or by CloudNativePG', {
  image: imageValues('postgres', '15'),
  resources: resourceValues({
    requests: { cpu: '100m', memory: '128Mi', ephemeralStorage: '64Mi' },
    limits: { cpu: '500m', memory: '384Mi', ephemeralStorage: '256Mi' },
  }),
  probes: probeValues,
  storage: size({ description: 'Size of the volume; it cannot shrink', default: '1Gi' }),
  storageClass: storageClassValue,
  whenDeleted: oneOf({
    description: 'What becomes of the volume when the StatefulSet is deleted, from Kubernetes 1.27 on',
    options: ['Retain', 'Delete'],
    default: 'Retain',
  }),
  maxConnections: integer({ description: 'Connections at most', default: 100, minimum: 10, maximum: 1000 }),
  parameters: map({
    description: "PostgreSQL's settings. For memory: a quarter of the limit is shared, three quarters are a cache",
    item: string({ description: 'Setting, as in postgresql.conf', default: '' }),
    default: { shared_buffers: '96MB', effective_cache_size: '288MB', work_mem: '4MB', maintenance_work_mem: '32MB' },
    keys: { pattern: '^[a-z_][a-z0-9_.]*$', expected: 'names such as work_mem', reserved: OWN_SETTINGS },
  }),
  cnpg: clusterValues,
  ...podValues,
});

/** Name of the database and of the user who owns it; both are made at the first start and stay. */
export const DATABASE = { database: 'todo', user: 'todo' };

/** The database component: PostgreSQL with a claim of its own, a CloudNativePG Cluster, or nothing, as the mode says. */
export class DatabaseComponent extends Subchart<typeof databaseValues> {
  /** The database of the mode, for those who use it. */
  readonly database: Database;
  /** The StatefulSet of the mode `cluster`. */
  readonly postgres: PostgresDatabase;
  /** The Cluster of the mode `cnpg`. */
  readonly cluster: PostgresCluster;

  constructor(chart: HelmChart, id: string, globals: TodoGlobals, secretName: string) {
    super(chart, id, { values: databaseValues });
    const { mode } = globals.database;
    const { externalDatabase, imagePullSecrets, ports } = globals;
    const { image, cnpg, ...values } = this.values;
    const { image: clusterImage, ...cluster } = cnpg;
    const common = { ...values, ...DATABASE, password: { secretName, key: 'password' }, imagePullSecrets };
    this.postgres = new PostgresDatabase(this, 'Default', {
      ...common,
      image: imageReference(image, globals),
      imagePullPolicy: image.pullPolicy,
      port: ports.database,
      topologySpreadConstraints: globals.topologySpreadConstraints,
    });
    this.cluster = new PostgresCluster(this, 'cnpg', {
      ...common,
      ...cluster,
      image: taggedReference(clusterImage, globals),
      imagePullPolicy: clusterImage.pullPolicy,
    });
    onlyWhen(equals(mode, 'cluster'), this.postgres);
    onlyWhen(equals(mode, 'cnpg'), this.cluster);
    this.database = Database.byMode(mode, {
      external: Database.external({ ...externalDatabase, password: common.password }),
      cnpg: Database.cloudNativePg(this.cluster),
      cluster: Database.inCluster(this.postgres),
    });
  }
}
