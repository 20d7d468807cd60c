{{- define "database.config" -}}
POSTGRES_DB: todo
POSTGRES_USER: todo
PGPORT: {{ printf "%d" (int64 .Values.global.ports.database) | quote }}
PGDATA: /var/lib/postgresql/data/pgdata
POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C.UTF-8"
{{- end }}

{{- define "database.image" -}}
{{ if ne .Values.global.imageRegistry "" }}{{ .Values.global.imageRegistry }}/{{ end }}{{ .Values.image.repository }}{{ if eq .Values.image.digest "" }}:{{ if eq .Values.image.tag "" }}{{ .Chart.AppVersion }}{{ else }}{{ .Values.image.tag }}{{ end }}{{ else }}@{{ .Values.image.digest }}{{ end }}
{{- end }}

{{- define "database.databaseSecret" -}}
{{ if eq .Values.global.existingSecrets.database "" }}{{ .Release.Name }}-database{{ else }}{{ .Values.global.existingSecrets.database }}{{ end }}
{{- end }}
