{{- define "frontend.config" -}}
{{ include "todo-chatbot.settings" . }}
METRICS_PORT: {{ printf "%d" (int64 .Values.global.ports.frontendMetrics) | quote }}
LAME_DUCK_SECONDS: {{ printf "%d" (add (mul (int64 .Values.probes.periodSeconds) 2) 5) | quote }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
COOKIE_SECURE: {{ printf "%t" (or (and .Values.ingress.enabled .Values.ingress.tls.enabled) (and .Values.gateway.enabled .Values.gateway.https) .Values.tlsInFront) | quote }}
TRUSTED_PROXIES: {{ printf "%d" (ternary (int64 .Values.trustedProxies) (ternary 1 0 (or .Values.ingress.enabled .Values.gateway.enabled)) (ne .Values.trustedProxies nil)) | quote }}
BACKEND_URL: {{ printf "http://%sbackend:%d" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.backend) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}
