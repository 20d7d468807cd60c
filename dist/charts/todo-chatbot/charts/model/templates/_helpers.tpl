{{- define "model.config" -}}
{{ include "todo-chatbot.settings" . }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
{{- end }}
