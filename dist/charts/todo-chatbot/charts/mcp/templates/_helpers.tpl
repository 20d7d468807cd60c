{{- define "mcp.config" -}}
PORT: {{ printf "%d" (int64 .Values.global.ports.mcp) | quote }}
DRAIN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
BACKEND_URL: {{ printf "http://%sbackend:%d" (ternary "" (printf "%s-" .Values.global.fullnameOverride) (eq .Values.global.fullnameOverride "")) (int64 .Values.global.ports.backend) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}

{{- define "mcp.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}
