{{- define "claviger.labels" -}}
{{ include "claviger.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: claviger
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "claviger.selector" -}}
app.kubernetes.io/name: claviger
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .part }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "claviger.host" -}}
{{- $url := urlParse (required "publicUrl: say where people reach Claviger, such as https://claviger.example.com" .Values.publicUrl) -}}
{{- if ne $url.scheme "https" }}{{ fail "publicUrl must begin with https://" }}{{ end -}}
{{- $url.hostname -}}
{{- end }}

{{- define "claviger.image" -}}
{{- $image := .root.Values.image -}}
{{- $digest := index $image.digests .part -}}
{{- if $digest }}{{ printf "%s/%s@%s" $image.prefix .part $digest }}{{ else }}{{ printf "%s/%s:%s" $image.prefix .part ($image.tag | default .root.Chart.AppVersion) }}{{ end -}}
{{- end }}

{{- define "claviger.secret" -}}
{{- (index .root.Values.services .part).secret | default (printf "%s-%s-secrets" .root.Release.Name .part) -}}
{{- end }}

{{- define "claviger.tlsSecret" -}}
{{- .Values.certificate.secretName | default (printf "%s-tls" .Release.Name) -}}
{{- end }}

{{- define "claviger.guardClaim" -}}
{{- .Values.guard.existingClaim | default (printf "%s-audit-guard" .Release.Name) -}}
{{- end }}

{{- define "claviger.exposeType" -}}
{{- ternary "none" .Values.expose.type .Values.restore.rehearsal -}}
{{- end }}

{{- /* How many pods a service has where nothing scales it. */ -}}
{{- define "claviger.replicas" -}}
{{- if and (eq .part "sync") .root.Values.restore.rehearsal }}0{{ else }}{{ (index .root.Values.services .part).replicas }}{{ end -}}
{{- end }}

{{- /* What scales a service: keda, cpu, or nothing. */ -}}
{{- define "claviger.scaledBy" -}}
{{- $values := .root.Values -}}
{{- if ne (include "claviger.replicas" .) "0" -}}
{{- if and $values.keda.enabled (or (eq .part "sync") (and (eq .part "audit") $values.keda.audit.prometheus)) }}keda{{ else if (index $values.services .part).autoscaling.enabled }}cpu{{ end -}}
{{- end -}}
{{- end }}

{{- define "claviger.trustedHops" -}}
{{- $direct := has (include "claviger.exposeType" .) (list "loadBalancer" "none") -}}
{{- if ne (toString .Values.trustedHops) "" }}{{ .Values.trustedHops | int }}{{ else if $direct }}1{{ else }}2{{ end -}}
{{- end }}

{{- define "claviger.edgeTls" -}}
{{- if and (or .Values.edge.tls (eq .Values.expose.type "loadBalancer")) (not .Values.restore.rehearsal) }}true{{ end -}}
{{- end }}

{{- /* What a service does not have as a Secret of its own: the certificate authorities, and its login at Kafka. */ -}}
{{- define "claviger.postgresqlCa" -}}
{{- $pg := .root.Values.postgresql -}}
{{- if eq $pg.type "cloudnativepg" }}{{ printf "%s-%s-db-ca" .root.Release.Name .part }}{{ else if eq $pg.external.sslMode "verify-full" }}{{ required "postgresql.external.caSecret: verify-full needs a certificate authority" $pg.external.caSecret }}{{ end -}}
{{- end }}

{{- define "claviger.kafkaSecret" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $own := printf "%s-%s-kafka" .root.Release.Name .part -}}
{{- if eq $kafka.type "strimzi" }}{{ $own }}{{ else if hasPrefix "SASL" $kafka.external.securityProtocol }}{{ index $kafka.external.secrets .part | default $own }}{{ end -}}
{{- end }}

{{- define "claviger.kafkaCa" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if eq $kafka.type "strimzi" }}{{ printf "%s-kafka-cluster-ca-cert" .root.Release.Name }}{{ else if hasSuffix "SSL" $kafka.external.securityProtocol }}{{ $kafka.external.caSecret }}{{ end -}}
{{- end }}

{{- define "claviger.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .user }}
runAsGroup: {{ .user }}
{{- /* A kubelet gives files of Secrets to root and to this group. */}}
fsGroup: {{ .user }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "claviger.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "claviger.placement" -}}
topologySpreadConstraints:
  {{- range $key, $how := dict "topology.kubernetes.io/zone" .root.Values.topologySpread.zones "kubernetes.io/hostname" .root.Values.topologySpread.nodes }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: {{ $how }}
    labelSelector:
      matchLabels:
        {{- include "claviger.selector" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- include "claviger.scheduling" . }}
{{- end }}

{{- define "claviger.scheduling" -}}
{{- with .root.Values.scheduling.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.scheduling.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.scheduling.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
