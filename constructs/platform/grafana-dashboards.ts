import { Construct } from 'constructs';
import { type Dictionary, fileText, merge } from '../values';
import { type Dashboard, dashboardJson } from './dashboard';
import { identityOf } from './identity';
import { ConfigMap } from './kubernetes';
import { checkProps } from './shapes/program';
import { GRAFANA_DASHBOARDS } from './shapes/monitoring';

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
    checkProps(this, props, GRAFANA_DASHBOARDS);
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
