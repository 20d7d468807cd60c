import type { Container } from '../../../../constructs';

const labels = { app: 'bot' };
const selector = { matchLabels: labels };
const container: Container = { name: 'bot', image: 'example/bot:1.0.0' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const once = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
const role = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'bot' };

/** What an object of each of Kubernetes' kinds says beside its metadata. */
export const BODIES: Readonly<Record<string, object>> = {
  ConfigMap: { data: { 'run.sh': 'echo' } },
  CronJob: { spec: { schedule: '@daily', jobTemplate: { spec: { template: once } } } },
  Deployment: { spec: { selector, template } },
  HorizontalPodAutoscaler: { spec: { maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'bot' } } },
  Ingress: { spec: { defaultBackend: { service: { name: 'bot', port: { number: 80 } } } } },
  Job: { spec: { template: once } },
  LimitRange: { spec: { limits: [{ type: 'Container', max: { cpu: '1' } }] } },
  Namespace: {},
  NetworkPolicy: { spec: { podSelector: {}, policyTypes: ['Ingress'] } },
  PersistentVolumeClaim: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  Pod: { spec: { containers: [container] } },
  PodDisruptionBudget: { spec: { maxUnavailable: 1, selector } },
  ResourceQuota: { spec: { hard: { pods: '10' } } },
  Role: { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] },
  RoleBinding: { roleRef: role, subjects: [{ kind: 'ServiceAccount', name: 'bot' }] },
  Service: { spec: { selector: labels, ports: [{ port: 80 }] } },
  ServiceAccount: { automountServiceAccountToken: false },
  StatefulSet: { spec: { serviceName: 'bot', selector, template } },
};
