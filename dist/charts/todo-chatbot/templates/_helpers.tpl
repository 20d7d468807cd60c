{{- define "todo-chatbot.namePrefix" -}}
{{ if .Values.global.fullnameOverride }}{{ .Values.global.fullnameOverride }}-{{ end }}
{{- end }}

{{- define "todo-chatbot.fullname" }}{{ include "todo-chatbot.namePrefix" . }}{{ .Chart.Name }}{{ end }}

{{- define "todo-chatbot.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: {{ default "todo-chatbot" .Values.global.nameOverride | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "todo-chatbot.metadata" -}}
name: {{ include "todo-chatbot.fullname" . | quote }}
namespace: {{ .Release.Namespace | quote }}
labels: {{- include "todo-chatbot.labels" . | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "todo-chatbot.podMetadata" -}}
labels:
  {{- include "todo-chatbot.selectorLabels" . | nindent 2 }}
  {{- range $key, $value := .Values.podLabels }}{{ printf "%q: %q" $key $value | nindent 2 }}{{ end }}
annotations:
  checksum/config: {{ include (printf "%s.config" .Chart.Name) . | fromYaml | toJson | sha256sum | quote }}
  {{- range $key, $value := .Values.podAnnotations }}{{ printf "%q: %q" $key $value | nindent 2 }}{{ end }}
{{- end }}

{{- define "todo-chatbot.pullSecrets" -}}
{{- if .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range $_, $item := .Values.global.imagePullSecrets }}
  - { name: {{ $item | quote }} }
  {{- end }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.pod" -}}
serviceAccountName: {{ include "todo-chatbot.fullname" . | quote }}
enableServiceLinks: false
{{- with include "todo-chatbot.pullSecrets" . | trim }}{{ . | nindent 0 }}{{ end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{ toJson . }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{ toJson . }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{ toJson . }}
{{- end }}
{{- if .Values.priorityClassName }}
priorityClassName: {{ .Values.priorityClassName | quote }}
{{- end }}
{{- if .Values.runtimeClassName }}
runtimeClassName: {{ .Values.runtimeClassName | quote }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.restrictedPod" -}}
runAsNonRoot: true
runAsUser: {{ int64 .user }}
runAsGroup: {{ int64 .user }}
fsGroup: {{ int64 .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "todo-chatbot.servicePod" -}}
{{ include "todo-chatbot.pod" .context }}
automountServiceAccountToken: false
{{- if .context.Values.global.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- range $_, $constraint := .context.Values.global.topologySpreadConstraints }}
  - maxSkew: {{ int64 $constraint.maxSkew }}
    topologyKey: {{ $constraint.topologyKey | quote }}
    whenUnsatisfiable: {{ $constraint.whenUnsatisfiable | quote }}
    labelSelector:
      matchLabels: {{- include "todo-chatbot.selectorLabels" $.context | nindent 8 }}
  {{- end }}
{{- end }}
securityContext: {{- include "todo-chatbot.restrictedPod" (dict "user" .user) | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.image" -}}
{{ if .Values.global.imageRegistry }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}{{ if get (.Values.global.imageDigests | default dict) .Values.image.repository }}@{{ get (.Values.global.imageDigests | default dict) .Values.image.repository }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}{{ end }}
{{- end }}

{{- define "todo-chatbot.restrictedContainer" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "todo-chatbot.amounts" -}}
cpu: {{ .cpu | quote }}
memory: {{ .memory | quote }}
ephemeral-storage: {{ .ephemeralStorage | quote }}
{{- end }}

{{- define "todo-chatbot.resources" -}}
requests: {{- include "todo-chatbot.amounts" .Values.resources.requests | nindent 2 }}
limits: {{- include "todo-chatbot.amounts" .Values.resources.limits | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.container" -}}
image: {{ include "todo-chatbot.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy | quote }}
securityContext: {{- include "todo-chatbot.restrictedContainer" . | nindent 2 }}
resources: {{- include "todo-chatbot.resources" . | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.patience" -}}
periodSeconds: {{ int64 .periodSeconds }}
timeoutSeconds: {{ int64 .timeoutSeconds }}
failureThreshold: {{ int64 .failureThreshold }}
{{- end }}

{{- define "todo-chatbot.secretVolume" -}}
name: {{ .name | quote }}
secret: { secretName: {{ .secretName | quote }}, items: [{ key: {{ .key | quote }}, path: value }], defaultMode: 288 }
{{- end }}

{{- define "todo-chatbot.databaseSecret" -}}
{{ if .Values.global.existingSecrets.database }}{{ .Values.global.existingSecrets.database }}{{ else }}{{ .Release.Name }}-database{{ end }}
{{- end }}

{{- define "todo-chatbot.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
  labels: {{- include "todo-chatbot.selectorLabels" . | nindent 4 }}
spec:
  accessModes: [ReadWriteOnce]
  volumeMode: Filesystem
  {{- if .Values.storageClass }}
  storageClassName: {{ .Values.storageClass | quote }}
  {{- end }}
  resources: { requests: { storage: {{ .Values.storage | quote }} } }
status: { phase: Pending }
{{- end }}

{{- define "todo-chatbot.ipFamilies" -}}
{{- if ne .Values.global.ipFamilies "Default" }}
ipFamilyPolicy: {{ ternary "SingleStack" .Values.global.ipFamilies (or (eq .Values.global.ipFamilies "IPv4") (eq .Values.global.ipFamilies "IPv6")) | quote }}
{{- end }}
{{- if or (eq .Values.global.ipFamilies "IPv4") (eq .Values.global.ipFamilies "IPv6") }}
ipFamilies: [{{ .Values.global.ipFamilies | quote }}]
{{- end }}
{{- end }}

{{- define "todo-chatbot.policy" -}}
podSelector:
  matchLabels: {{- include "todo-chatbot.selectorLabels" . | nindent 4 }}
policyTypes: [Ingress, Egress]
{{- end }}

{{- define "todo-chatbot.fromComponent" -}}
from:
  - podSelector:
      matchLabels:
        app.kubernetes.io/name: {{ .component | quote }}
        app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
ports: [{ port: {{ int64 .port }}, protocol: TCP }]
{{- end }}

{{- define "todo-chatbot.dns" -}}
to:
  - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .Values.global.dns.namespace | quote }} } }
    podSelector:
      matchLabels:
        {{- if not .Values.global.dns.podLabels }}
        k8s-app: kube-dns
        {{- end }}
        {{- range $key, $value := .Values.global.dns.podLabels }}{{ printf "%q: %q" $key $value | nindent 8 }}{{ end }}
  {{- range $_, $range := .Values.global.dns.addresses }}
  - { ipBlock: { cidr: {{ $range | quote }} } }
  {{- end }}
ports:
  - { port: {{ int64 .Values.global.dns.port }}, protocol: UDP }
  - { port: {{ int64 .Values.global.dns.port }}, protocol: TCP }
{{- end }}

{{- define "todo-chatbot.fromNamespace" -}}
from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .namespace | quote }} } } }]
ports: [{ port: {{ int64 .port }}, protocol: TCP }]
{{- end }}

{{- define "todo-chatbot.outside" -}}
- { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] } }
- { ipBlock: { cidr: "::/0", except: [fc00::/7, fe80::/10] } }
{{- end }}

{{- define "todo-chatbot.settings" -}}
PORT: {{ printf "%d" (int64 (index .Values.global.ports .Chart.Name)) | quote }}
{{- if not (or (eq .Values.global.ipFamilies "Default") (eq .Values.global.ipFamilies "IPv4")) }}
HOST: "::"
{{- end }}
DRAIN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
{{- end }}

{{- define "todo-chatbot.rollout" -}}
revisionHistoryLimit: 5
progressDeadlineSeconds: {{ add (int64 .Values.probes.startupSeconds) 240 }}
selector:
  matchLabels: {{- include "todo-chatbot.selectorLabels" . | nindent 4 }}
strategy: { type: RollingUpdate, rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
{{- if not .Values.autoscaling.enabled }}
replicas: {{ int64 .Values.replicas }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.program" -}}
{{ include "todo-chatbot.container" . }}
envFrom:
  - { configMapRef: { name: {{ include "todo-chatbot.fullname" . | quote }} } }
  {{- range $_, $item := .Values.extraEnvFrom }}
  {{- if eq $item.kind "Secret" }}
  - { secretRef: { name: {{ $item.name | quote }} } }
  {{- else }}
  - { configMapRef: { name: {{ $item.name | quote }} } }
  {{- end }}
  {{- end }}
{{- end }}

{{- define "todo-chatbot.health" -}}
startupProbe:
  httpGet: { path: /healthz, port: http }
  {{- include "todo-chatbot.patience" (dict "periodSeconds" 1 "timeoutSeconds" .Values.probes.timeoutSeconds "failureThreshold" .Values.probes.startupSeconds) | nindent 2 }}
readinessProbe:
  httpGet: { path: /readyz, port: http }
  {{- include "todo-chatbot.patience" (dict "periodSeconds" .Values.probes.periodSeconds "timeoutSeconds" .Values.probes.timeoutSeconds "failureThreshold" 2) | nindent 2 }}
livenessProbe:
  httpGet: { path: /healthz, port: http }
  {{- include "todo-chatbot.patience" (dict "periodSeconds" 10 "timeoutSeconds" .Values.probes.timeoutSeconds "failureThreshold" 6) | nindent 2 }}
lifecycle: { preStop: { exec: { command: [sleep, "5"] } } }
{{- end }}

{{- define "todo-chatbot.serviceLabels" -}}
{{ include "todo-chatbot.labels" . }}
{{- range $key, $value := .Values.service.labels }}{{ printf "%q: %q" $key $value | nindent 0 }}{{ end }}
{{- end }}

{{- define "todo-chatbot.serviceSpec" -}}
type: {{ .Values.service.type | quote }}
selector: {{- include "todo-chatbot.selectorLabels" . | nindent 2 }}
ports:
  - name: http
    port: {{ int64 (index .Values.global.ports .Chart.Name) }}
    targetPort: http
    {{- if and (ne .Values.service.type "ClusterIP") .Values.service.nodePort }}
    nodePort: {{ int64 .Values.service.nodePort }}
    {{- end }}
    protocol: TCP
    appProtocol: http
{{- with include "todo-chatbot.ipFamilies" . | trim }}{{ . | nindent 0 }}{{ end }}
{{- end }}

{{- define "todo-chatbot.componentMetadata" -}}
name: {{ .name | quote }}
namespace: {{ .context.Release.Namespace | quote }}
labels:
  app.kubernetes.io/name: {{ .component | quote }}
  app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
  app.kubernetes.io/part-of: {{ default "todo-chatbot" .context.Values.global.nameOverride | quote }}
  app.kubernetes.io/version: {{ .context.Chart.AppVersion | quote }}
{{- end }}

{{- define "todo-chatbot.toComponent" -}}
to:
  - podSelector:
      matchLabels:
        app.kubernetes.io/name: {{ .component | quote }}
        app.kubernetes.io/instance: {{ .context.Release.Name | quote }}
ports: [{ port: {{ int64 .port }}, protocol: TCP }]
{{- end }}

{{- define "todo-chatbot.toNamespace" -}}
to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ .namespace | quote }} } } }]
ports: [{ port: {{ int64 .port }}, protocol: TCP }]
{{- end }}

{{- define "todo-chatbot.agentSecret" -}}
{{ if .Values.global.existingSecrets.agent }}{{ .Values.global.existingSecrets.agent }}{{ else }}{{ .Release.Name }}-agent{{ end }}
{{- end }}

{{- define "todo-chatbot.databaseEnv" -}}
- { name: DATABASE_PASSWORD_FILE, value: /run/secrets/chatbot/database-password/value }
{{- if or (and (eq .Values.global.database.mode "external") .Values.global.externalDatabase.caSecret) (eq .Values.global.database.mode "cnpg") }}
- { name: DATABASE_SSLROOTCERT, value: /run/secrets/chatbot/database-sslrootcert/value }
{{- end }}
{{- end }}

{{- define "todo-chatbot.databaseVolumeMounts" -}}
- { name: database-password, mountPath: /run/secrets/chatbot/database-password, readOnly: true }
{{- if or (and (eq .Values.global.database.mode "external") .Values.global.externalDatabase.caSecret) (eq .Values.global.database.mode "cnpg") }}
- { name: database-sslrootcert, mountPath: /run/secrets/chatbot/database-sslrootcert, readOnly: true }
{{- end }}
{{- end }}

{{- define "todo-chatbot.databaseVolumes" -}}
- {{ include "todo-chatbot.secretVolume" (dict "name" "database-password" "secretName" (include "todo-chatbot.databaseSecret" .) "key" "password") | indent 2 | trim }}
{{- if or (and (eq .Values.global.database.mode "external") .Values.global.externalDatabase.caSecret) (eq .Values.global.database.mode "cnpg") }}
- {{ include "todo-chatbot.secretVolume" (dict "name" "database-sslrootcert" "secretName" (ternary .Values.global.externalDatabase.caSecret (printf "%sdatabase-ca" (include "todo-chatbot.namePrefix" .)) (eq .Values.global.database.mode "external")) "key" "ca.crt") | indent 2 | trim }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.backendSecret" -}}
{{ if .Values.global.existingSecrets.backend }}{{ .Values.global.existingSecrets.backend }}{{ else }}{{ .Release.Name }}-backend{{ end }}
{{- end }}

{{- define "todo-chatbot.externalDatabase" -}}
{{- if or .Values.global.externalDatabase.cidrs .Values.global.externalDatabase.namespaces }}
{{- range $_, $item := .Values.global.externalDatabase.cidrs }}
- { ipBlock: { cidr: {{ $item | quote }} } }
{{- end }}
{{- range $_, $namespace := .Values.global.externalDatabase.namespaces }}
- { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: {{ $namespace | quote }} } } }
{{- end }}
{{- else }}
{{- include "todo-chatbot.outside" . | nindent 0 }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.jobPod" -}}
{{ include "todo-chatbot.pod" . }}
restartPolicy: Never
automountServiceAccountToken: false
securityContext: {{- include "todo-chatbot.restrictedPod" (dict "user" 999) | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata: {{- include "todo-chatbot.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{- define "todo-chatbot.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata: {{- include "todo-chatbot.metadata" . | nindent 2 }}
data: {{- include (printf "%s.config" .Chart.Name) . | trim | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "todo-chatbot.fullname" . | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels: {{- include "todo-chatbot.serviceLabels" . | nindent 4 }}
  {{- with .Values.service.annotations }}
  annotations: {{ toJson . }}
  {{- end }}
spec:
  {{- include "todo-chatbot.serviceSpec" . | nindent 2 }}
{{- end }}

{{- define "todo-chatbot.hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "todo-chatbot.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "todo-chatbot.fullname" . | quote }} }
  minReplicas: {{ int64 .Values.autoscaling.minReplicas }}
  maxReplicas: {{ ternary (int64 .Values.autoscaling.maxReplicas) (int64 .Values.autoscaling.minReplicas) (ge (int64 .Values.autoscaling.maxReplicas) (int64 .Values.autoscaling.minReplicas)) }}
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: {{ int64 .Values.autoscaling.cpuPercent }} } }
    {{- if .Values.autoscaling.memoryPercent }}
    - type: Resource
      resource:
        name: memory
        target:
          type: Utilization
          averageUtilization: {{ int64 .Values.autoscaling.memoryPercent }}
    {{- end }}
    {{- range .Values.autoscaling.metrics }}{{ printf "- %s" (toJson .) | nindent 4 }}{{ end }}
  {{- with .Values.autoscaling.behavior }}
  behavior: {{ toJson . }}
  {{- end }}
{{- end }}

{{- define "todo-chatbot.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "todo-chatbot.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ int64 .Values.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels: {{- include "todo-chatbot.selectorLabels" . | nindent 6 }}
{{- end }}

{{- define "todo-chatbot.single" -}}
{{- if and .Values.frontend.enabled (not (ge (ternary (int64 .Values.frontend.autoscaling.minReplicas) (int64 .Values.frontend.replicas) .Values.frontend.autoscaling.enabled) 2)) }} frontend{{ end }}
{{- if and .Values.backend.enabled (not (ge (ternary (int64 .Values.backend.autoscaling.minReplicas) (int64 .Values.backend.replicas) .Values.backend.autoscaling.enabled) 2)) }} backend{{ end }}
{{- if and .Values.agent.enabled (not (ge (ternary (int64 .Values.agent.autoscaling.minReplicas) (int64 .Values.agent.replicas) .Values.agent.autoscaling.enabled) 2)) }} agent{{ end }}
{{- if and .Values.mcp.enabled (not (ge (ternary (int64 .Values.mcp.autoscaling.minReplicas) (int64 .Values.mcp.replicas) .Values.mcp.autoscaling.enabled) 2)) }} mcp{{ end }}
{{- end }}

{{- define "todo-chatbot.serving" -}}
{{ if and (or .Values.frontend.ingress.enabled .Values.frontend.gateway.enabled (ne .Values.frontend.service.type "ClusterIP")) (or (and .Values.frontend.ingress.enabled .Values.frontend.ingress.tls.enabled) (and .Values.frontend.gateway.enabled .Values.frontend.gateway.https) .Values.frontend.tlsInFront) }}yes{{ else }}no{{ end }}
{{- end }}

{{- define "todo-chatbot.secrets.image" -}}
{{ if .Values.global.imageRegistry }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.secrets.image.repository }}{{ if .Values.secrets.image.digest }}@{{ .Values.secrets.image.digest }}{{ else }}{{ if get (.Values.global.imageDigests | default dict) .Values.secrets.image.repository }}@{{ get (.Values.global.imageDigests | default dict) .Values.secrets.image.repository }}{{ else }}:{{ .Values.secrets.image.tag | default .Chart.AppVersion }}{{ end }}{{ end }}
{{- end }}

{{- define "todo-chatbot.nodeImage" }}{{ include "todo-chatbot.secrets.image" . }}{{ end }}

{{- define "todo-chatbot.create-secrets.template" -}}
metadata:
  labels: { app.kubernetes.io/name: create-secrets, app.kubernetes.io/instance: {{ .Release.Name | quote }} }
  annotations: { checksum/scripts: fcc64d29ef4021588b8efefa424dfa2929f8b08e8e8ae5d3dcdff90db101a797 }
spec:
  serviceAccountName: {{ printf "%screate-secrets" (include "todo-chatbot.namePrefix" .) | quote }}
  enableServiceLinks: false
  {{- with include "todo-chatbot.pullSecrets" . | trim }}{{ . | nindent 2 }}{{ end }}
  restartPolicy: OnFailure
  automountServiceAccountToken: true
  securityContext: {{- include "todo-chatbot.restrictedPod" (dict "user" 10001) | nindent 4 }}
  containers:
    - name: create-secrets
      image: {{ include "todo-chatbot.nodeImage" . | quote }}
      imagePullPolicy: {{ .Values.secrets.image.pullPolicy | quote }}
      securityContext: {{- include "todo-chatbot.restrictedContainer" . | nindent 8 }}
      resources:
        requests: {{- include "todo-chatbot.amounts" .Values.secrets.resources.requests | nindent 10 }}
        limits: {{- include "todo-chatbot.amounts" .Values.secrets.resources.limits | nindent 10 }}
      command: [node, /scripts/create-secrets.mjs]
      {{- if or (and (ne .Values.global.database.mode "external") (not .Values.global.existingSecrets.database)) (not .Values.global.existingSecrets.backend) (not .Values.global.existingSecrets.agent) }}
      args:
        {{- if and (ne .Values.global.database.mode "external") (not .Values.global.existingSecrets.database) }}
        - {{ printf "%s-database:kubernetes.io/basic-auth=username:todo,password" .Release.Name | quote }}
        {{- end }}
        {{- if not .Values.global.existingSecrets.backend }}
        - {{ printf "%s-backend=jwt-key" .Release.Name | quote }}
        {{- end }}
        {{- if not .Values.global.existingSecrets.agent }}
        - {{ printf "%s-agent=agent-key" .Release.Name | quote }}
        {{- end }}
      {{- end }}
      volumeMounts: [{ name: scripts, mountPath: /scripts, readOnly: true }]
  volumes:
    - { name: scripts, configMap: { name: {{ printf "%screate-secrets-scripts" (include "todo-chatbot.namePrefix" .) | quote }} } }
{{- end }}

{{- define "todo-chatbot.create-secrets.metadata" -}}
{{ include "todo-chatbot.componentMetadata" (dict "context" . "component" "create-secrets" "name" (printf "%screate-secrets" (include "todo-chatbot.namePrefix" .))) }}
annotations:
  argocd.argoproj.io/hook: PreSync
  argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
  argocd.argoproj.io/sync-wave: "-1"
  helm.sh/hook: "pre-install,pre-upgrade"
  helm.sh/hook-weight: "-10"
  helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded"
{{- end }}

{{- define "todo-chatbot.external-secrets.store" -}}
kind: {{ .Values.secrets.external.store.kind | quote }}
name: {{ .Values.secrets.external.store.name | quote }}
{{- end }}

{{- define "todo-chatbot.external-secrets.key" -}}
secretKey: {{ .secretKey | quote }}
remoteRef:
  key: {{ .remoteKey | quote }}
  {{- if .context.Values.secrets.external.hasFields }}
  property: {{ .secretKey | quote }}
  {{- end }}
{{- end }}

{{- define "todo-chatbot.monitorLabels" -}}
{{ include "todo-chatbot.labels" . }}
{{- range $key, $value := .Values.monitoring.labels }}{{ printf "%q: %q" $key $value | nindent 0 }}{{ end }}
{{- end }}

{{- define "todo-chatbot.helm-test.metadata" -}}
{{ include "todo-chatbot.componentMetadata" (dict "context" . "component" "helm-test" "name" (printf "%shelm-test" (include "todo-chatbot.namePrefix" .))) }}
annotations: { helm.sh/hook: test, helm.sh/hook-weight: "-10", helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded" }
{{- end }}
