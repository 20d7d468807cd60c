{{- define "mcp.labels" -}}
app.kubernetes.io/name: mcp
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "mcp.config" -}}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
BACKEND_URL: {{ printf "http://backend:%d" (int64 .Values.global.ports.backend) | quote }}
{{- end }}

{{- define "mcp.selectorLabels" -}}
app.kubernetes.io/name: mcp
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "mcp.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}
