{{- define "portero.name" -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{- end }}
{{- define "portero.selector" -}}
app.kubernetes.io/name: portero
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "portero.labels" -}}
{{ include "portero.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
{{- define "portero.secret" -}}{{ .Values.secrets.existing | default (include "portero.name" .) }}{{- end }}
{{- define "portero.image" -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end }}
{{- define "portero.host" -}}{{ (urlParse .Values.publicUrl).hostname }}{{- end }}
{{- define "portero.managed" -}}
{{- if and (gt (int .Values.management.port) 0) (has "MANAGEMENT_PORT" (.Files.Get "files/settings.json" | fromJson).plain) }}yes{{ end }}
{{- end }}
{{- define "portero.probed" -}}{{ if include "portero.managed" . }}management{{ else }}http{{ end }}{{- end }}
{{- define "portero.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}
{{- define "portero.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}
{{- define "portero.fromSecret" }}
- name: {{ .env }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }} } }
{{- end }}
{{- define "portero.env" }}
{{- $known := .Files.Get "files/settings.json" | fromJson }}
{{- $own := list "HOST" "PORT" "PUBLIC_URL" "MANAGEMENT_PORT" "SHUTDOWN_DELAY" "SHUTDOWN_TIMEOUT" "DATA_DIR" "DATABASE_POOL_SIZE" }}
{{- range $name, $_ := .Values.settings }}
{{- if has $name $known.secret }}{{ fail (printf "%s is a secret: list it in secrets.keys and put its value into the Secret" $name) }}{{ end }}
{{- if not (has $name $known.plain) }}{{ fail (printf "settings.%s is not a setting of docs/settings.md" $name) }}{{ end }}
{{- if has $name $own }}{{ fail (printf "settings.%s has a separate value in values.yaml: set that one" $name) }}{{ end }}
{{- end }}
- { name: HOST, value: "0.0.0.0" }
- { name: PORT, value: "9010" }
- { name: PUBLIC_URL, value: {{ required "publicUrl is required" .Values.publicUrl | quote }} }
{{- if include "portero.managed" . }}
- { name: MANAGEMENT_PORT, value: {{ .Values.management.port | quote }} }
{{- end }}
{{- if has "SHUTDOWN_DELAY" $known.plain }}
- { name: SHUTDOWN_DELAY, value: {{ .Values.shutdown.delay | quote }} }
{{- end }}
- { name: SHUTDOWN_TIMEOUT, value: {{ .Values.shutdown.timeout | quote }} }
- { name: DATA_DIR, value: /var/lib/portero }
{{- if ne .Values.database.kind "embedded" }}
- { name: DATABASE_POOL_SIZE, value: {{ .Values.database.poolSize | quote }} }
{{- end }}
{{- range .Values.secrets.keys }}
{{- if not (has . $known.secret) }}{{ fail (printf "secrets.keys lists %s, which is not a secret setting" .) }}{{ end }}
{{- include "portero.fromSecret" (dict "env" . "secret" (include "portero.secret" $) "key" .) }}
{{- end }}
{{- if eq .Values.database.kind "secret" }}
{{- include "portero.fromSecret" (dict "env" "DATABASE_URL" "secret" (include "portero.secret" .) "key" "DATABASE_URL") }}
{{- else if eq .Values.database.kind "cloudnative-pg" }}
{{- $db := printf "%s-db" (include "portero.name" .) }}
{{- include "portero.fromSecret" (dict "env" "DATABASE_DIRECT_URL" "secret" (printf "%s-app" $db) "key" "uri") }}
{{- if gt (int .Values.database.cloudnativePg.poolers) 0 }}
{{- include "portero.fromSecret" (dict "env" "POOLER_PASSWORD" "secret" (printf "%s-app" $db) "key" "password") }}
- { name: DATABASE_URL, value: "postgres://portero:$(POOLER_PASSWORD)@{{ $db }}-pooler:5432/portero" }
{{- else }}
{{- include "portero.fromSecret" (dict "env" "DATABASE_URL" "secret" (printf "%s-app" $db) "key" "uri") }}
{{- end }}
{{- if .Values.database.cloudnativePg.standbyReads }}
{{- include "portero.fromSecret" (dict "env" "READ_PASSWORD" "secret" (printf "%s-app" $db) "key" "password") }}
- { name: DATABASE_READ_URL, value: "postgres://portero:$(READ_PASSWORD)@{{ $db }}-ro:5432/portero" }
{{- end }}
{{- end }}
{{- if and .Values.valkey.enabled (has "REDIS_URL" $known.secret) }}
{{- include "portero.fromSecret" (dict "env" "REDIS_PASSWORD" "secret" (required "valkey.passwordSecret is required" .Values.valkey.passwordSecret) "key" "REDIS_PASSWORD") }}
- { name: REDIS_URL, value: "redis://:$(REDIS_PASSWORD)@{{ include "portero.name" . }}-valkey:6379" }
{{- end }}
{{- range $name, $value := .Values.settings }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end }}
{{- define "portero.migrate" }}
- name: migrate
  image: {{ include "portero.image" . }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  args: [dist/apps/cli/src/main.js, migrate]
  env: {{- include "portero.env" . | indent 4 }}
  securityContext: {{- include "portero.restricted" . | nindent 4 }}
  resources: {{- toYaml .Values.resources | nindent 4 }}
  volumeMounts:
    - { name: data, mountPath: /var/lib/portero }
    - { name: tmp, mountPath: /tmp }
{{- end }}
