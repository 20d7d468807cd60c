{{- define "agent.config" -}}
{{ include "todo-chatbot.settings" . }}
LOG_LEVEL: {{ .Values.global.logLevel | quote }}
MODEL_URL: {{ ternary (printf "http://%smodel:%d/v1" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.model)) (ternary (printf "http://%sollama:%d/v1" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.ollama)) .Values.global.model.url (eq .Values.global.model.mode "ollama")) (eq .Values.global.model.mode "offline") | quote }}
MODEL_NAME: {{ ternary "offline-rules" (ternary .Values.global.model.ollamaName .Values.global.model.name (eq .Values.global.model.mode "ollama")) (eq .Values.global.model.mode "offline") | quote }}
RUN_TIMEOUT_SECONDS: {{ printf "%d" (add (int64 .Values.global.longestAnswerSeconds) -5) | quote }}
MAX_TURNS: {{ printf "%d" (int64 .Values.runs.maxTurns) | quote }}
MAX_TOKENS: {{ printf "%d" (int64 .Values.runs.maxTokens) | quote }}
MAX_COST_USD: {{ toJson (float64 .Values.runs.maxCostUsd) | quote }}
MODEL_INPUT_PRICE: {{ toJson (float64 .Values.runs.inputPrice) | quote }}
MODEL_OUTPUT_PRICE: {{ toJson (float64 .Values.runs.outputPrice) | quote }}
MAX_RUNS: {{ printf "%d" (int64 .Values.runs.maxConcurrent) | quote }}
MCP_URL: {{ printf "http://%smcp:%d/mcp" (include "todo-chatbot.namePrefix" .) (int64 .Values.global.ports.mcp) | quote }}
{{- if .Values.global.tracing.enabled }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ printf "http://%s:%d" .Values.global.tracing.host (int64 .Values.global.tracing.port) | quote }}
{{- end }}
{{- end }}
