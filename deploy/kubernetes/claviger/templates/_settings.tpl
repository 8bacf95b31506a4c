{{- /* The settings of a service, as lines of a properties file. Nothing secret: that is in files of Secrets. */ -}}
{{- define "claviger.settings" -}}
{{- $values := .root.Values -}}
{{- $release := .root.Release.Name -}}
{{- $pg := $values.postgresql -}}
{{- $kafka := $values.kafka -}}
{{- $service := printf "http://%s-%%s:8080" $release -}}
{{- $lines := dict
  "claviger.http.trusted-hops" (include "claviger.trustedHops" .root)
  "claviger.outbound.allow" (ternary "" (join "," $values.outboundAllow) $values.restore.rehearsal)
  "claviger.auth.url" (printf $service "auth")
  "claviger.auth-service.service-tokens.vault-url" (printf $service "vault")
  "claviger.auth-service.sessions.public-url" (trimSuffix "/" $values.publicUrl)
  "claviger.audit.vault.url" (printf $service "vault")
  "claviger.blast-radius.audit-url" (printf $service "audit")
  "claviger.audit.log.name" $values.logName
  "claviger.sync.vault.url" (printf $service "vault")
  "claviger.replay.audit-url" (printf $service "audit")
  "quarkus.log.console.json.enabled" (toString $values.logs.json)
-}}
{{- with $values.tracing.endpoint -}}
{{- $lines = merge $lines (dict "claviger.tracing.endpoint" . "claviger.tracing.ratio" (toString $values.tracing.ratio)) -}}
{{- end -}}
{{- if eq $pg.type "cloudnativepg" -}}
{{- $lines = merge $lines (dict
  "claviger.database.url" (printf "postgresql://%s-%s-db-rw:5432/%s" $release .part .part)
  "claviger.database.username" (printf "%s_app" .part)) -}}
{{- else -}}
{{- $host := required (printf "postgresql.external.hosts.%s must be given" .part) (index $pg.external.hosts .part) -}}
{{- $lines = merge $lines (dict
  "claviger.database.url" (printf "postgresql://%s:%v/%s" $host $pg.external.port (index $pg.external.databases .part))
  "claviger.database.username" (index $pg.external.usernames .part)) -}}
{{- end -}}
{{- $ssl := ternary "verify-full" $pg.external.sslMode (eq $pg.type "cloudnativepg") -}}
{{- $lines = merge $lines (dict
  "quarkus.datasource.reactive.postgresql.ssl-mode" $ssl
  "quarkus.datasource.migration.jdbc.additional-jdbc-properties.sslmode" $ssl) -}}
{{- if eq $ssl "verify-full" -}}
{{- $lines = merge $lines (dict
  "quarkus.datasource.reactive.hostname-verification-algorithm" "HTTPS"
  "quarkus.datasource.reactive.trust-certificate-pem" "true"
  "quarkus.datasource.reactive.trust-certificate-pem.certs" "/etc/claviger/postgresql/ca.crt"
  "quarkus.datasource.migration.jdbc.additional-jdbc-properties.sslrootcert" "/etc/claviger/postgresql/ca.crt") -}}
{{- else if eq $ssl "require" -}}
{{- $lines = merge $lines (dict "quarkus.datasource.reactive.trust-all" "true") -}}
{{- end -}}
{{- $protocol := ternary "SASL_SSL" $kafka.external.securityProtocol (eq $kafka.type "strimzi") -}}
{{- $brokers := $kafka.external.bootstrapServers -}}
{{- if eq $kafka.type "strimzi" }}{{ $brokers = printf "%s-kafka-kafka-bootstrap:9093" $release }}{{ end -}}
{{- $lines = merge $lines (dict
  "claviger.kafka.bootstrap-servers" (required "kafka.external.bootstrapServers must be given" $brokers)
  "kafka.security.protocol" $protocol) -}}
{{- if hasPrefix "SASL" $protocol -}}
{{- $lines = merge $lines (dict
  "kafka.sasl.mechanism" (ternary "SCRAM-SHA-512" $kafka.external.saslMechanism (eq $kafka.type "strimzi"))
  "kafka.config.providers" "dir"
  "kafka.config.providers.dir.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider"
  "kafka.sasl.jaas.config" "\\\\${dir:/etc/claviger/kafka:sasl.jaas.config}") -}}
{{- end -}}
{{- if include "claviger.kafkaCa" . -}}
{{- $lines = merge $lines (dict
  "kafka.ssl.truststore.type" "PEM"
  "kafka.ssl.truststore.location" "/etc/claviger/kafka-ca/ca.crt") -}}
{{- end -}}
{{- if eq .part "audit" -}}
{{- $lines = merge $lines (dict "claviger.audit.log.guard-folder" "/var/lib/claviger/audit-guard") -}}
{{- end -}}
{{- $lines = mergeOverwrite $lines $values.settings (index $values.services .part).settings -}}
{{- range $key := keys $lines | sortAlpha }}
{{ $key }}={{ index $lines $key }}
{{- end }}
{{- end }}

{{- /* Who migrates, and as whom. */ -}}
{{- define "claviger.owner" -}}
{{- $pg := .root.Values.postgresql -}}
{{- if eq $pg.type "cloudnativepg" }}{{ printf "%s_owner" .part }}{{ else }}{{ index $pg.external.ownerUsernames .part }}{{ end -}}
{{- end }}

{{- define "claviger.mounts" -}}
- {name: settings, mountPath: /etc/claviger/settings, readOnly: true}
- {name: secrets, mountPath: /etc/claviger/secrets, readOnly: true}
{{- if include "claviger.postgresqlCa" . }}
- {name: postgresql, mountPath: /etc/claviger/postgresql, readOnly: true}
{{- end }}
{{- if include "claviger.kafkaSecret" . }}
- {name: kafka, mountPath: /etc/claviger/kafka, readOnly: true}
{{- end }}
{{- if include "claviger.kafkaCa" . }}
- {name: kafka-ca, mountPath: /etc/claviger/kafka-ca, readOnly: true}
{{- end }}
- {name: tmp, mountPath: /tmp}
{{- with (index .root.Values.services .part).extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "claviger.volumes" -}}
- name: settings
  configMap: {name: {{ .settingsMap | default (printf "%s-%s-settings" .root.Release.Name .part) }}}
- name: secrets
  secret:
    secretName: {{ include "claviger.secret" . }}
    defaultMode: 0440
    items:
      - {key: service.properties, path: service.properties}
      {{- if .owner }}
      - {key: owner.properties, path: owner.properties}
      {{- end }}
{{- with include "claviger.postgresqlCa" . }}
- name: postgresql
  secret:
    secretName: {{ . }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- with include "claviger.kafkaSecret" . }}
- name: kafka
  secret:
    secretName: {{ . }}
    defaultMode: 0440
    items: [{key: sasl.jaas.config, path: sasl.jaas.config}]
{{- end }}
{{- with include "claviger.kafkaCa" . }}
- name: kafka-ca
  secret:
    secretName: {{ . }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
- name: tmp
  emptyDir: {sizeLimit: 128Mi}
{{- with (index .root.Values.services .part).extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "claviger.environment" -}}
- name: SMALLRYE_CONFIG_LOCATIONS
  value: /etc/claviger/settings/service.properties,/etc/claviger/settings/{{ ternary "owner" "app" (not (not .owner)) }}.properties,/etc/claviger/secrets/service.properties{{ if .owner }},/etc/claviger/secrets/owner.properties{{ end }}
{{- with (index .root.Values.services .part).javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- end }}
