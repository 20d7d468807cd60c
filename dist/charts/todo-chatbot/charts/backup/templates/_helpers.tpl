{{- define "backup.config" -}}
PGHOST: {{ ternary (default .Values.global.externalDatabase.host .Values.global.externalDatabase.directHost) (ternary (printf "%sdatabase-rw" (include "todo-chatbot.namePrefix" .)) (printf "%sdatabase" (include "todo-chatbot.namePrefix" .)) (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external") | quote }}
PGPORT: {{ printf "%d" (ternary (int64 .Values.global.externalDatabase.port) (ternary 5432 (int64 .Values.global.ports.database) (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external")) | quote }}
PGDATABASE: {{ ternary .Values.global.externalDatabase.name "todo" (eq .Values.global.database.mode "external") | quote }}
PGUSER: {{ ternary .Values.global.externalDatabase.user "todo" (eq .Values.global.database.mode "external") | quote }}
PGSSLMODE: {{ ternary .Values.global.externalDatabase.sslmode (ternary "verify-full" "prefer" (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external") | quote }}
STORE: {{ ternary (printf "s3://%s/%s" .Values.s3.name (default (printf "%s/%s" .Release.Namespace .Release.Name) .Values.s3.folder)) "/store" (eq .Values.store "s3") | quote }}
S3_ENDPOINT: {{ printf "%s://%s:%d" (ternary "https" "http" .Values.s3.tls) .Values.s3.host (int64 .Values.s3.port) | quote }}
S3_REGION: {{ .Values.s3.region | quote }}
S3_ACCESS_KEY_FILE: /store/access-key
S3_SECRET_KEY_FILE: /store/secret-key
KEEP_COUNT: {{ printf "%d" (int64 .Values.keepCount) | quote }}
KEEP_DAYS: {{ printf "%d" (int64 .Values.keepDays) | quote }}
MAX_AGE_HOURS: {{ printf "%d" (int64 .Values.drill.maxAgeHours) | quote }}
{{- end }}

{{- define "backup.store" -}}
{{- if eq .Values.store "s3" }}
secret: { secretName: {{ .Values.s3.secretName | quote }}, defaultMode: 288 }
{{- else }}
persistentVolumeClaim: { claimName: {{ default (include "todo-chatbot.fullname" .) .Values.volume.existingClaim | quote }} }
{{- end }}
{{- end }}

{{- define "backup.backup-check.template" -}}
metadata: {{- include "todo-chatbot.podMetadata" . | nindent 2 }}
spec:
  {{- include "todo-chatbot.jobPod" . | nindent 2 }}
  containers:
    - name: backup-check
      {{- include "todo-chatbot.container" . | nindent 6 }}
      command: [backup, "--check"]
      envFrom: [{ configMapRef: { name: {{ include "todo-chatbot.fullname" . | quote }} } }]
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        - { name: store, mountPath: /store, readOnly: false }
        {{- range .Values.extraVolumeMounts }}{{ printf "- %s" (toJson .) | nindent 8 }}{{ end }}
  volumes:
    - { name: tmp, emptyDir: { sizeLimit: {{ .Values.scratch | quote }} } }
    - name: store
      {{- include "backup.store" . | trim | nindent 6 }}
    {{- range .Values.extraVolumes }}{{ printf "- %s" (toJson .) | nindent 4 }}{{ end }}
{{- end }}
