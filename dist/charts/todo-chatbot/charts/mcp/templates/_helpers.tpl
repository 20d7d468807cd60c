{{- define "mcp.config" -}}
{{ include "todo-chatbot.settings" . }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
BACKEND_URL: {{ printf "http://%sbackend:%d" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.backend) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}
