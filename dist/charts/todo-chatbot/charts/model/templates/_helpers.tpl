{{- define "model.labels" -}}
app.kubernetes.io/name: model
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/part-of: todo-chatbot
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "model.config" -}}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
{{- end }}

{{- define "model.selectorLabels" -}}
app.kubernetes.io/name: model
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "model.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}
