import { prometheusDuration } from '../../../imports/parts/scrape';
import { flag, list, made } from '../../../imports/shape/shape';
import { labelName, labels } from '../../../imports/shape/words';
import type { MonitorProps } from '../monitor';
import { PostgresCluster } from '../postgres-cluster';
import { WebService } from '../web-service';
import { props } from './words';

const service = made<WebService>('a WebService', (value) => value instanceof WebService);
const cluster = made<PostgresCluster>('a PostgresCluster', (value) => value instanceof PostgresCluster);

/** Of `MonitorProps`. */
export const MONITOR = props<MonitorProps>(
  { services: list(service), prometheusNamespace: labelName },
  { clusters: list(cluster), enabled: flag, interval: prometheusDuration, labels },
  ({ services, clusters = [] }) =>
    (services as unknown[]).length + (clusters as unknown[]).length === 0
      ? 'has no service to read metrics of; name one in services'
      : undefined,
);
