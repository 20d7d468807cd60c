{{- define "agent.config" -}}
PORT: {{ printf "%d" (int64 .Values.global.ports.agent) | quote }}
DRAIN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
MODEL_URL: {{ ternary (printf "http://model:%d/v1" (int64 .Values.global.ports.model)) .Values.global.model.url (eq .Values.global.model.mode "offline") | quote }}
MODEL_NAME: {{ ternary "offline-rules" .Values.global.model.name (eq .Values.global.model.mode "offline") | quote }}
RUN_TIMEOUT_SECONDS: {{ printf "%d" (add (int64 .Values.global.longestAnswerSeconds) -5) | quote }}
MCP_URL: {{ printf "http://mcp:%d/mcp" (int64 .Values.global.ports.mcp) | quote }}
{{- end }}

{{- define "agent.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}

{{- define "agent.agentSecret" -}}
{{ if eq .Values.global.existingSecrets.agent "" }}{{ .Release.Name }}-agent{{ else }}{{ .Values.global.existingSecrets.agent }}{{ end }}
{{- end }}
