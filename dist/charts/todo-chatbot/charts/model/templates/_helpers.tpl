{{- define "model.config" -}}
{{- if not (or (eq .Values.global.ipFamilies "Default") (eq .Values.global.ipFamilies "IPv4")) }}
HOST: "::"
{{- end }}
PORT: {{ printf "%d" (int64 (index .Values.global.ports .Chart.Name)) | quote }}
DRAIN_SECONDS: {{ printf "%d" (int64 .Values.global.longestAnswerSeconds) | quote }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
{{- end }}
