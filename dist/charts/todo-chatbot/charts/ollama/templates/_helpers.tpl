{{- define "ollama.config" -}}
ollama.sh: |
  {{- .Files.Get "files/ollama.sh" | trimSuffix "\n" | nindent 2 }}
{{ end }}

{{- define "ollama.ollama-pull.template" -}}
metadata:
  labels: { app.kubernetes.io/name: ollama-pull, app.kubernetes.io/instance: {{ .Release.Name | quote }} }
  annotations:
    checksum/config: {{ include (printf "%s.config" .Chart.Name) . | fromYaml | toJson | sha256sum | quote }}
spec:
  serviceAccountName: {{ printf "%sollama-pull" (include "todo-chatbot.namePrefix" .) | quote }}
  enableServiceLinks: false
  {{- with include "todo-chatbot.pullSecrets" . | trim }}{{ . | nindent 2 }}{{ end }}
  restartPolicy: Never
  automountServiceAccountToken: false
  securityContext: {{- include "todo-chatbot.restrictedPod" (dict "user" 10001) | nindent 4 }}
  containers:
    - name: ollama-pull
      image: {{ include "todo-chatbot.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy | quote }}
      securityContext: {{- include "todo-chatbot.restrictedContainer" . | nindent 8 }}
      resources:
        requests: { cpu: 10m, memory: 16Mi, ephemeral-storage: 16Mi }
        limits: { cpu: 100m, memory: 64Mi, ephemeral-storage: 64Mi }
      command: [bash, /scripts/ollama.sh, pull]
      env:
        - { name: MODEL, value: {{ .Values.global.model.ollamaName | quote }} }
        - { name: HOST, value: {{ printf "%sollama-pods" (include "todo-chatbot.namePrefix" .) | quote }} }
        - { name: PORT, value: {{ printf "%d" (int64 .Values.global.ports.ollama) | quote }} }
      volumeMounts: [{ name: scripts, mountPath: /scripts, readOnly: true }]
  volumes:
    - name: scripts
      configMap: { name: {{ include "todo-chatbot.fullname" . | quote }} }
{{- end }}
