{{- define "todo-chatbot.fullname" -}}
{{ if eq .Values.global.fullnameOverride "" }}{{ else }}{{ .Values.global.fullnameOverride }}-{{ end }}{{ .Chart.Name }}
{{- end }}

{{- define "todo-chatbot.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: {{ ternary "todo-chatbot" .Values.global.nameOverride (eq .Values.global.nameOverride "") | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "todo-chatbot.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "todo-chatbot.podLabels" -}}
{{ include "todo-chatbot.selectorLabels" . }}
{{- with .Values.podLabels }}
{{- range $key, $value := . }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.pod" -}}
serviceAccountName: {{ include "todo-chatbot.fullname" . | quote }}
enableServiceLinks: false
{{- if .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range $_, $item := .Values.global.imagePullSecrets }}
  - name: {{ $item | quote }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- range $key, $value := . }}
  {{ $key | quote }}: {{ $value | quote }}
  {{- end }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{ toJson . }}
{{- end }}
{{- if .Values.tolerations }}
tolerations:
  {{- range $_, $item := .Values.tolerations }}
  - operator: {{ $item.operator | quote }}
    {{- if not (kindIs "invalid" $item.key) }}
    key: {{ $item.key | quote }}
    {{- end }}
    {{- if not (kindIs "invalid" $item.value) }}
    value: {{ $item.value | quote }}
    {{- end }}
    {{- if not (kindIs "invalid" $item.effect) }}
    effect: {{ $item.effect | quote }}
    {{- end }}
    {{- if not (kindIs "invalid" $item.tolerationSeconds) }}
    tolerationSeconds: {{ int64 $item.tolerationSeconds }}
    {{- end }}
  {{- end }}
{{- end }}
{{- if not (kindIs "invalid" .Values.priorityClassName) }}
priorityClassName: {{ .Values.priorityClassName | quote }}
{{- end }}
{{- if not (kindIs "invalid" .Values.runtimeClassName) }}
runtimeClassName: {{ .Values.runtimeClassName | quote }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.restrictedPod999" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "todo-chatbot.pod999" -}}
{{ include "todo-chatbot.pod" . }}
automountServiceAccountToken: false
securityContext:
  {{- include "todo-chatbot.restrictedPod999" . | nindent 2 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "todo-chatbot.selectorLabels" . | nindent 8 }}
{{- end }}

{{- define "todo-chatbot.restrictedContainer" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
{{- end }}

{{- define "todo-chatbot.resources" -}}
requests:
  cpu: {{ .Values.resources.requests.cpu | quote }}
  memory: {{ .Values.resources.requests.memory | quote }}
  ephemeral-storage: {{ .Values.resources.requests.ephemeralStorage | quote }}
limits:
  cpu: {{ .Values.resources.limits.cpu | quote }}
  memory: {{ .Values.resources.limits.memory | quote }}
  ephemeral-storage: {{ .Values.resources.limits.ephemeralStorage | quote }}
{{- end }}

{{- define "todo-chatbot.dns" -}}
to:
  - namespaceSelector:
      matchLabels:
        kubernetes.io/metadata.name: kube-system
    podSelector:
      matchLabels:
        k8s-app: kube-dns
ports:
  - port: 53
    protocol: UDP
  - port: 53
    protocol: TCP
{{- end }}

{{- define "todo-chatbot.strategy" -}}
type: RollingUpdate
rollingUpdate:
  maxUnavailable: 0
  maxSurge: 1
{{- end }}

{{- define "todo-chatbot.restrictedPod1000" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "todo-chatbot.pod1000" -}}
{{ include "todo-chatbot.pod" . }}
automountServiceAccountToken: false
securityContext:
  {{- include "todo-chatbot.restrictedPod1000" . | nindent 2 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "todo-chatbot.selectorLabels" . | nindent 8 }}
{{- end }}

{{- define "todo-chatbot.envFrom" -}}
- configMapRef:
    name: {{ include "todo-chatbot.fullname" . | quote }}
{{- range $_, $item := .Values.extraEnvFrom }}
{{- if eq $item.kind "Secret" }}
- secretRef:
    name: {{ $item.name | quote }}
{{- else }}
- configMapRef:
    name: {{ $item.name | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.startupProbe" -}}
httpGet:
  path: /healthz
  port: http
periodSeconds: 1
timeoutSeconds: {{ int64 .Values.probes.timeoutSeconds }}
failureThreshold: {{ int64 .Values.probes.startupSeconds }}
{{- end }}

{{- define "todo-chatbot.readinessProbe" -}}
httpGet:
  path: /readyz
  port: http
periodSeconds: {{ int64 .Values.probes.periodSeconds }}
timeoutSeconds: {{ int64 .Values.probes.timeoutSeconds }}
failureThreshold: 2
{{- end }}

{{- define "todo-chatbot.livenessProbe" -}}
httpGet:
  path: /healthz
  port: http
periodSeconds: 10
timeoutSeconds: {{ int64 .Values.probes.timeoutSeconds }}
failureThreshold: 6
{{- end }}

{{- define "todo-chatbot.lifecycle" -}}
preStop:
  exec:
    command:
      - sleep
      - "5"
{{- end }}

{{- define "todo-chatbot.serviceLabels" -}}
{{ include "todo-chatbot.labels" . }}
{{- with .Values.service.labels }}
{{- range $key, $value := . }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.collector" -}}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ .Values.global.tracing.namespace | quote }}
{{- end }}

{{- define "todo-chatbot.serviceaccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "todo-chatbot.fullname" . | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "todo-chatbot.labels" . | nindent 4 }}
automountServiceAccountToken: false
{{- end }}

{{- define "todo-chatbot.hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "todo-chatbot.fullname" . | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "todo-chatbot.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "todo-chatbot.fullname" . | quote }}
  minReplicas: {{ int64 .Values.autoscaling.minReplicas }}
  maxReplicas: {{ ternary (int64 .Values.autoscaling.maxReplicas) (int64 .Values.autoscaling.minReplicas) (ge (int64 .Values.autoscaling.maxReplicas) (int64 .Values.autoscaling.minReplicas)) }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ int64 .Values.autoscaling.cpuPercent }}
    {{- if not (kindIs "invalid" .Values.autoscaling.memoryPercent) }}
    - type: Resource
      resource:
        name: memory
        target:
          type: Utilization
          averageUtilization: {{ int64 .Values.autoscaling.memoryPercent }}
    {{- end }}
    {{- range $_, $item := .Values.autoscaling.metrics }}
    - {{ toJson $item }}
    {{- end }}
  {{- with .Values.autoscaling.behavior }}
  behavior: {{ toJson . }}
  {{- end }}
{{- end }}

{{- define "todo-chatbot.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "todo-chatbot.fullname" . | quote }}
  namespace: {{ .Release.Namespace | quote }}
  labels:
    {{- include "todo-chatbot.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ int64 .Values.podDisruptionBudget.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "todo-chatbot.selectorLabels" . | nindent 6 }}
{{- end }}

{{- define "todo-chatbot.create-secrets.labels" -}}
app.kubernetes.io/name: create-secrets
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: {{ ternary "todo-chatbot" .Values.global.nameOverride (eq .Values.global.nameOverride "") | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "todo-chatbot.create-secrets.selectorLabels" -}}
app.kubernetes.io/name: create-secrets
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "todo-chatbot.create-secrets.pod" -}}
serviceAccountName: {{ printf "%screate-secrets" (ternary "" (printf "%s-" .Values.global.fullnameOverride) (eq .Values.global.fullnameOverride "")) | quote }}
enableServiceLinks: false
{{- if .Values.global.imagePullSecrets }}
imagePullSecrets:
  {{- range $_, $item := .Values.global.imagePullSecrets }}
  - name: {{ $item | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "todo-chatbot.create-secrets.template" -}}
metadata:
  labels:
    {{- include "todo-chatbot.create-secrets.selectorLabels" . | nindent 4 }}
  annotations:
    checksum/config: a1a6f9388d7736c6831281e99ede4526f53511bd39609471deb30e7c0a236df1
spec:
  {{- include "todo-chatbot.create-secrets.pod" . | nindent 2 }}
  restartPolicy: OnFailure
  automountServiceAccountToken: true
  securityContext:
    {{- include "todo-chatbot.restrictedPod1000" . | nindent 4 }}
  containers:
    - name: create-secrets
      image: {{ printf "%s%s%s" (ternary (printf "%s/" .Values.global.imageRegistry) "" (ne .Values.global.imageRegistry "")) .Values.secrets.image.repository (ternary (printf ":%s" (ternary .Chart.AppVersion .Values.secrets.image.tag (eq .Values.secrets.image.tag ""))) (printf "@%s" .Values.secrets.image.digest) (eq .Values.secrets.image.digest "")) | quote }}
      imagePullPolicy: {{ .Values.secrets.image.pullPolicy | quote }}
      command:
        - node
        - /scripts/create-secrets.mjs
      {{- if or (eq .Values.global.existingSecrets.database "") (eq .Values.global.existingSecrets.backend "") (eq .Values.global.existingSecrets.agent "") }}
      args:
        {{- if eq .Values.global.existingSecrets.database "" }}
        - {{ printf "%s-database=password" .Release.Name | quote }}
        {{- end }}
        {{- if eq .Values.global.existingSecrets.backend "" }}
        - {{ printf "%s-backend=jwt-key" .Release.Name | quote }}
        {{- end }}
        {{- if eq .Values.global.existingSecrets.agent "" }}
        - {{ printf "%s-agent=agent-key" .Release.Name | quote }}
        {{- end }}
      {{- end }}
      securityContext:
        {{- include "todo-chatbot.restrictedContainer" . | nindent 8 }}
      resources:
        requests:
          cpu: {{ .Values.secrets.resources.requests.cpu | quote }}
          memory: {{ .Values.secrets.resources.requests.memory | quote }}
          ephemeral-storage: {{ .Values.secrets.resources.requests.ephemeralStorage | quote }}
        limits:
          cpu: {{ .Values.secrets.resources.limits.cpu | quote }}
          memory: {{ .Values.secrets.resources.limits.memory | quote }}
          ephemeral-storage: {{ .Values.secrets.resources.limits.ephemeralStorage | quote }}
      volumeMounts:
        - name: scripts
          mountPath: /scripts
          readOnly: true
  volumes:
    - name: scripts
      configMap:
        name: {{ printf "%screate-secrets" (ternary "" (printf "%s-" .Values.global.fullnameOverride) (eq .Values.global.fullnameOverride "")) | quote }}
{{- end }}
