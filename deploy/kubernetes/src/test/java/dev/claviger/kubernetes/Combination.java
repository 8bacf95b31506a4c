package dev.claviger.kubernetes;

import static dev.claviger.kubernetes.Manifests.with;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Values that somebody could set together. */
record Combination(String name, String preset, Map<String, Object> values) {
    private static final Map<String, Object> EXTERNAL_DATABASES = with(
            "postgresql.type", "external",
            "postgresql.external.hosts.auth", "pg-auth.example.com",
            "postgresql.external.hosts.vault", "pg-vault.example.com",
            "postgresql.external.hosts.audit", "pg-audit.example.com",
            "postgresql.external.hosts.sync", "pg-sync.example.com",
            "postgresql.external.caSecret", "pg-ca",
            "postgresql.external.cidrs[0]", "10.9.0.0/16");

    private static final Map<String, Object> EXTERNAL_KAFKA = with(
            "kafka.type", "external",
            "kafka.external.bootstrapServers", "broker.example.com:9094",
            "kafka.external.caSecret", "kafka-ca",
            "kafka.external.cidrs[0]", "10.8.0.0/16");

    static Stream<Combination> all() {
        return Stream.of(
                new Combination("small", "small", Map.of()),
                new Combination("ha", "ha", Map.of()),
                new Combination("external engines", "ha", both(EXTERNAL_DATABASES, EXTERNAL_KAFKA)),
                new Combination(
                        "external databases without TLS",
                        "small",
                        both(EXTERNAL_DATABASES, with("postgresql.external.sslMode", "disable"))),
                new Combination(
                        "external databases, encrypted only",
                        "small",
                        both(EXTERNAL_DATABASES, with("postgresql.external.sslMode", "require"))),
                new Combination(
                        "plain Kafka",
                        "small",
                        both(EXTERNAL_KAFKA, with("kafka.external.securityProtocol", "PLAINTEXT"))),
                new Combination(
                        "TLS Kafka", "small", both(EXTERNAL_KAFKA, with("kafka.external.securityProtocol", "SSL"))),
                new Combination("ingress", "ha", with("expose.type", "ingress", "expose.ingress.className", "nginx")),
                new Combination("load balancer", "small", with("expose.type", "loadBalancer")),
                new Combination("only inside", "small", with("expose.type", "none")),
                new Combination("only inside, with TLS", "small", with("expose.type", "none", "edge.tls", "true")),
                new Combination(
                        "a gateway that is there, TLS up to the edge",
                        "small",
                        with("expose.gateway.create", "false", "expose.gateway.name", "shared", "edge.tls", "true")),
                new Combination("services migrate", "small", with("migrations.by", "service")),
                new Combination(
                        "restored",
                        "ha",
                        with(
                                "postgresql.cloudnativepg.restore.enabled", "true",
                                "postgresql.cloudnativepg.restore.objectStore", "claviger",
                                "postgresql.cloudnativepg.restore.targetTime", "2026-11-27T02:00:00Z",
                                "postgresql.cloudnativepg.backup.archiveSuffix", "-b")),
                new Combination(
                        "KEDA",
                        "ha",
                        with("keda.enabled", "true", "keda.audit.prometheus", "http://prometheus.monitoring:9090")),
                new Combination(
                        "KEDA at a Kafka elsewhere",
                        "small",
                        both(
                                EXTERNAL_KAFKA,
                                with("keda.enabled", "true", "kafka.external.securityProtocol", "PLAINTEXT"))),
                new Combination(
                        "KEDA at a Kafka with a certificate of its own",
                        "small",
                        both(EXTERNAL_KAFKA, with("keda.enabled", "true", "kafka.external.securityProtocol", "SSL"))),
                new Combination(
                        "KEDA at a Kafka with a public certificate",
                        "small",
                        both(EXTERNAL_KAFKA, with("keda.enabled", "true", "kafka.external.caSecret", ""))),
                new Combination(
                        "KEDA with a login elsewhere", "small", both(EXTERNAL_KAFKA, with("keda.enabled", "true"))),
                new Combination(
                        "watched",
                        "small",
                        both(
                                with(
                                        "serviceMonitors.enabled", "true",
                                        "prometheusRules.enabled", "true",
                                        "prometheusRules.runbooks", "https://docs.example.com/runbooks/",
                                        "prometheusRules.labels.team", "platform"),
                                with(
                                        "dashboards.enabled", "true",
                                        "logs.json", "false",
                                        "networkPolicies.metricsFrom[0].namespaceSelector.matchLabels.name",
                                                "monitoring",
                                        "tracing.endpoint", "http://collector.monitoring:4318",
                                        "networkPolicies.tracesTo[0].namespaceSelector.matchLabels.name",
                                                "monitoring"))),
                new Combination(
                        "images by digest",
                        "small",
                        with(
                                "image.prefix",
                                "registry.example.com/claviger",
                                "image.digests.vault",
                                "sha256:" + "0".repeat(64))),
                new Combination(
                        "private network",
                        "small",
                        with("outboundAllow[0]", "10.1.0.0/16", "image.pullSecrets[0].name", "registry")),
                new Combination(
                        "least",
                        "small",
                        with(
                                "networkPolicies.enabled", "false",
                                "podDisruptionBudgets", "false",
                                "certificate.create", "false",
                                "guard.existingClaim", "guard")));
    }

    private static Map<String, Object> both(Map<String, Object> some, Map<String, Object> others) {
        Map<String, Object> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    Manifests render() {
        return Chart.render(preset, values);
    }

    boolean is(String value, String wanted) {
        return wanted.equals(values.get(value));
    }

    @Override
    public String toString() {
        return name;
    }
}
