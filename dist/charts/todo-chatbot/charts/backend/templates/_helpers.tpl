{{- define "backend.labels" -}}
app.kubernetes.io/name: backend
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "backend.config" -}}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
DATABASE_HOST: database
DATABASE_PORT: {{ printf "%d" (int64 .Values.global.ports.database) | quote }}
DATABASE_NAME: todo
DATABASE_USER: todo
TURN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
AGENT_URL: {{ printf "http://agent:%d" (int64 .Values.global.ports.agent) | quote }}
{{- end }}

{{- define "backend.selectorLabels" -}}
app.kubernetes.io/name: backend
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "backend.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}

{{- define "backend.databaseSecret" -}}
{{ if eq .Values.global.existingSecrets.database "" }}{{ .Release.Name }}-database{{ else }}{{ .Values.global.existingSecrets.database }}{{ end }}
{{- end }}

{{- define "backend.backendSecret" -}}
{{ if eq .Values.global.existingSecrets.backend "" }}{{ .Release.Name }}-backend{{ else }}{{ .Values.global.existingSecrets.backend }}{{ end }}
{{- end }}

{{- define "backend.agentSecret" -}}
{{ if eq .Values.global.existingSecrets.agent "" }}{{ .Release.Name }}-agent{{ else }}{{ .Values.global.existingSecrets.agent }}{{ end }}
{{- end }}
