{{- define "mcp.config" -}}
{{- if not (or (eq .Values.global.ipFamilies "Default") (eq .Values.global.ipFamilies "IPv4")) }}
HOST: "::"
{{- end }}
PORT: {{ printf "%d" (int64 (index .Values.global.ports .Chart.Name)) | quote }}
DRAIN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
BACKEND_URL: {{ printf "http://%sbackend:%d" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.backend) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}
