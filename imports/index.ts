export * from './argo-cd';
export * from './cert-manager';
export * from './cloudnative-pg';
export * from './external-secrets';
export * from './gateway-api';
export * from './kagent';
export * from './prometheus-operator';
