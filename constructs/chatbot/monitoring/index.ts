import { CHAT_ALERTS } from './chat-alerts';
import { PLATFORM_ALERTS } from './platform-alerts';
import { POSTGRES_ALERTS } from './postgres-alerts';
import { SERVICE_ALERTS } from './service-alerts';

export { CHAT_DASHBOARD } from './chat-dashboard';
export { CLUSTER_METRICS, SOURCES } from './cluster-metrics';
export { DATABASE_DASHBOARD } from './database-dashboard';
export { OVERVIEW_DASHBOARD } from './overview-dashboard';
export { type MetricInfo, PROGRAM_METRICS, type Program } from './program-metrics';
export { RECORDINGS } from './recordings';

/** All alerts of the Todo Chatbot. */
export const ALERTS = [...SERVICE_ALERTS, ...CHAT_ALERTS, ...PLATFORM_ALERTS, ...POSTGRES_ALERTS];
