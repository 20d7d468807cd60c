{{- define "database.config" -}}
POSTGRES_DB: todo
POSTGRES_USER: todo
PGPORT: {{ printf "%d" (int64 (index .Values.global.ports .Chart.Name)) | quote }}
PGDATA: /var/lib/postgresql/data/pgdata
POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C.UTF-8"
{{- end }}
