{{- define "backend.config" -}}
{{ include "todo-chatbot.settings" . }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
DATABASE_HOST: {{ ternary .Values.global.externalDatabase.host (ternary (printf "%sdatabase-rw" (include "todo-chatbot.namePrefix" .)) (printf "%sdatabase" (include "todo-chatbot.namePrefix" .)) (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external") | quote }}
DATABASE_DIRECT_HOST: {{ ternary (default .Values.global.externalDatabase.host .Values.global.externalDatabase.directHost) (ternary (printf "%sdatabase-rw" (include "todo-chatbot.namePrefix" .)) (printf "%sdatabase" (include "todo-chatbot.namePrefix" .)) (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external") | quote }}
DATABASE_POOLER: {{ ternary "on" "off" (eq .Values.global.database.mode "external") | quote }}
DATABASE_PORT: {{ printf "%d" (ternary (int64 .Values.global.externalDatabase.port) (ternary 5432 (int64 .Values.global.ports.database) (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external")) | quote }}
DATABASE_NAME: {{ ternary .Values.global.externalDatabase.name "todo" (eq .Values.global.database.mode "external") | quote }}
DATABASE_USER: {{ ternary .Values.global.externalDatabase.user "todo" (eq .Values.global.database.mode "external") | quote }}
DATABASE_SSLMODE: {{ ternary .Values.global.externalDatabase.sslmode (ternary "verify-full" "prefer" (eq .Values.global.database.mode "cnpg")) (eq .Values.global.database.mode "external") | quote }}
TURN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
ACCESS_TOKEN_MINUTES: {{ printf "%d" (int64 .Values.sessions.renewalMinutes) | quote }}
REFRESH_TOKEN_DAYS: {{ printf "%d" (int64 .Values.sessions.idleDays) | quote }}
RATE_LIMITS: {{ ternary "on" "off" .Values.rateLimits.enabled | quote }}
AGENT_URL: {{ printf "http://%sagent:%d" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.agent) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}

{{- define "backend.env" -}}
{{ include "todo-chatbot.databaseEnv" . }}
- { name: JWT_KEY_FILE, value: /run/secrets/chatbot/jwt-key/value }
- { name: AGENT_KEY_FILE, value: /run/secrets/chatbot/agent-key/value }
{{- if and .Values.rateLimits.enabled .Values.rateLimits.redis.enabled }}
- { name: REDIS_URL_FILE, value: /run/secrets/chatbot/redis-url/value }
{{- end }}
{{- range .Values.extraEnv }}{{ printf "- %s" (toJson .) | nindent 0 }}{{ end }}
{{- end }}

{{- define "backend.volumeMounts" -}}
- { name: tmp, mountPath: /tmp }
{{- include "todo-chatbot.databaseVolumeMounts" . | nindent 0 }}
- { name: jwt-key, mountPath: /run/secrets/chatbot/jwt-key, readOnly: true }
- { name: agent-key, mountPath: /run/secrets/chatbot/agent-key, readOnly: true }
{{- if and .Values.rateLimits.enabled .Values.rateLimits.redis.enabled }}
- { name: redis-url, mountPath: /run/secrets/chatbot/redis-url, readOnly: true }
{{- end }}
{{- range .Values.extraVolumeMounts }}{{ printf "- %s" (toJson .) | nindent 0 }}{{ end }}
{{- end }}
