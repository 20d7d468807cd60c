import { Construct } from 'constructs';
import { ChatbotError, type Dictionary, fileText, isUnresolved, merge } from '../values';
import { type Dashboard, dashboardJson } from './dashboard';
import { identityOf } from './identity';
import { ConfigMap } from './kubernetes';

export interface GrafanaDashboardsProps {
  /** One or more, each with a `uid` of its own. */
  readonly dashboards: readonly Dashboard[];
  /** Labels by which Grafana's sidecar finds the ConfigMap, such as `grafana_dashboard: "1"`. */
  readonly labels: Dictionary<string>;
  /** Folder of Grafana in which they appear, as the annotation `grafana_folder`. @default - Grafana's general folder */
  readonly folder?: string;
}

/** Dashboards as a ConfigMap, which the sidecar of Grafana's chart loads. In a chart each is a file. */
export class GrafanaDashboards extends Construct {
  /** @throws ChatbotError when two have the same uid, one has none, or a row has no panel or more than four. */
  constructor(scope: Construct, id: string, props: GrafanaDashboardsProps) {
    super(scope, id);
    checkDashboards(this, props.dashboards);
    const { name, labels } = identityOf(this, scope.node.id);
    const files = props.dashboards.map((dashboard) => {
      const file = `${dashboard.uid}.json`;
      return [file, fileText(file, dashboardJson(dashboard))] as const;
    });
    new ConfigMap(this, 'configmap', {
      metadata: {
        name: `${name}-dashboards`,
        labels: merge(labels, props.labels),
        annotations: props.folder === undefined ? undefined : { grafana_folder: props.folder },
      },
      data: Object.fromEntries(files),
    });
  }
}

function checkDashboards({ node }: Construct, dashboards: readonly Dashboard[]): void {
  const seen = new Set<string>();
  if (dashboards.length === 0) throw new ChatbotError(`${node.path}: there is no dashboard; name one in dashboards`);
  for (const { uid, rows } of dashboards) {
    if (isUnresolved(uid) || !/^[a-z0-9](-?[a-z0-9]){0,39}$/.test(uid))
      throw new ChatbotError(`${node.path}: the uid "${uid}" is not at most 40 lower case letters, digits and dashes`);
    if (seen.has(uid)) throw new ChatbotError(`${node.path}: two dashboards have the uid "${uid}"; give each its own`);
    seen.add(uid);
    for (const { title, panels } of rows)
      if (panels.length < 1 || panels.length > 4)
        throw new ChatbotError(
          `${node.path}: the row "${title}" of ${uid} has ${panels.length} panels; give it 1 to 4`,
        );
  }
}
