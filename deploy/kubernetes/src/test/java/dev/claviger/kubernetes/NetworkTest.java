package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing goes in or out but what is needed, and all that is needed does. */
class NetworkTest {
    /** Whom each service asks, found in the settings that it reads: those of others are there, too, and do nothing. */
    private static final Map<String, List<String>> ASKS = Map.of(
            "auth", List.of("claviger.auth-service.service-tokens.vault-url"),
            "vault", List.of("claviger.auth.url", "claviger.replay.audit-url"),
            "audit", List.of("claviger.auth.url", "claviger.audit.vault.url"),
            "sync", List.of("claviger.auth.url", "claviger.sync.vault.url", "claviger.blast-radius.audit-url"));

    private static final Pattern SERVICE = Pattern.compile("http://claviger-(\\w+):8080");

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void everyPod_isUnderADefaultDeny_andAPolicyOfItsOwn(Combination combination) {
        Manifests manifests = combination.render();
        if (combination.is("networkPolicies.enabled", "false")) {
            assertThat(manifests.kind("NetworkPolicy")).isEmpty();
            return;
        }

        assertThat(manifests.pods()).allSatisfy(pod -> {
            List<JsonNode> policies = policies(manifests, pod);
            assertThat(policies).hasSize(2);
            assertThat(policies)
                    .allSatisfy(
                            policy -> assertThat(policy.at("/spec/policyTypes").toString())
                                    .isEqualTo("[\"Ingress\",\"Egress\"]"));
        });
    }

    @Test
    void services_reachWhomTheyAsk_andNobodyElse() {
        Manifests manifests = Chart.render("ha", Map.of());

        for (String from : List.of("auth", "vault", "audit", "sync")) {
            List<String> asked = ASKS.getOrDefault(from, List.of()).stream()
                    .map(setting -> manifests.settings(from).getProperty(setting))
                    .map(url -> SERVICE.matcher(url)
                            .results()
                            .findFirst()
                            .orElseThrow()
                            .group(1))
                    .toList();
            for (String to : List.of("auth", "vault", "audit", "sync")) {
                assertThat(reaches(manifests, from, to, 8080))
                        .as("%s to %s", from, to)
                        .isEqualTo(asked.contains(to));
            }
            assertThat(reaches(manifests, "edge", from, 8080)).isTrue();
            assertThat(reaches(manifests, from, "edge", 8443)).isFalse();
        }
    }

    /** A service that is broken into sees no other's database. */
    @Test
    void databases_areReachedByTheirOwnServiceOnly() {
        Manifests manifests = Chart.render("ha", Map.of());

        for (String owner : List.of("auth", "vault", "audit", "sync")) {
            JsonNode policy = manifests.one("NetworkPolicy", "claviger-" + owner + "-db");
            for (String from : List.of("auth", "vault", "audit", "sync", "edge", "auth-migration", "sync-migration")) {
                assertThat(lets(policy.at("/spec/ingress"), "from", labels(manifests, from), 5432))
                        .as("%s to the database of %s", from, owner)
                        .isEqualTo(from.replace("-migration", "").equals(owner));
            }
        }
    }

    @Test
    void migrations_reachTheirDatabaseOnly() {
        JsonNode egress = Chart.render("small", Map.of())
                .one("NetworkPolicy", "claviger-vault-migration")
                .at("/spec/egress");

        assertThat(egress.findValuesAsText("port")).containsExactly("5432");
        assertThat(egress.toString()).contains("claviger-vault-db").doesNotContain("ipBlock");
    }

    /** What a service may fetch from is said once. */
    @Test
    void privateNetworks_areOpenedBySettingAndPolicyAlike() {
        Manifests manifests = Chart.render("small", Map.of("outboundAllow[0]", "10.1.0.0/16"));

        assertThat(manifests.settings("auth").getProperty("claviger.outbound.allow"))
                .isEqualTo("10.1.0.0/16");
        assertThat(manifests
                        .one("NetworkPolicy", "claviger-auth")
                        .at("/spec/egress")
                        .findValuesAsText("cidr"))
                .contains("10.1.0.0/16");
        assertThat(Chart.render("small", Map.of())
                        .one("NetworkPolicy", "claviger-auth")
                        .at("/spec/egress")
                        .findValuesAsText("cidr"))
                .containsExactly("0.0.0.0/0", "::/0");
    }

    /** Whoever reaches the edge past the proxies could write X-Forwarded-For as he likes. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void T10_edgeBehindProxies_isReachedByNamedPeersOnly(Combination combination) {
        Manifests manifests = combination.render();
        boolean believesProxies =
                Integer.parseInt(manifests.settings("auth").getProperty("claviger.http.trusted-hops")) > 1;

        assertThat(manifests
                        .kind("NetworkPolicy")
                        .filter(policy -> Manifests.name(policy).equals("claviger-edge"))
                        .map(policy -> policy.at("/spec/ingress/0/from")))
                .allMatch(from -> !believesProxies || !from.isEmpty());
    }

    @Test
    void edgeThatSeesItsClients_isOpenToAll() {
        assertThat(Chart.render(
                                "small",
                                Manifests.with("expose.type", "loadBalancer", "networkPolicies.edgeFrom", "null"))
                        .one("NetworkPolicy", "claviger-edge")
                        .at("/spec/ingress/0")
                        .has("from"))
                .isFalse();
    }

    private static boolean reaches(Manifests manifests, String from, String to, int port) {
        boolean out = lets(
                manifests.one("NetworkPolicy", "claviger-" + from).at("/spec/egress"),
                "to",
                labels(manifests, to),
                port);
        boolean in = lets(
                manifests.one("NetworkPolicy", "claviger-" + to).at("/spec/ingress"),
                "from",
                labels(manifests, from),
                port);
        if (!to.equals("edge")) {
            assertThat(out).as("%s and %s agree", from, to).isEqualTo(in);
        }
        return out && in;
    }

    private static boolean lets(JsonNode rules, String direction, JsonNode labels, int port) {
        return Manifests.stream(rules)
                .filter(rule -> rule.path("ports").findValuesAsText("port").contains(String.valueOf(port)))
                .anyMatch(rule -> !rule.has(direction) || selectedBy(rule.path(direction), labels));
    }

    private static boolean selectedBy(JsonNode peers, JsonNode labels) {
        return Manifests.stream(peers)
                .filter(peer -> peer.has("podSelector"))
                .anyMatch(peer -> Manifests.selects(peer.path("podSelector"), labels));
    }

    private static JsonNode labels(Manifests manifests, String part) {
        Stream<JsonNode> pods = manifests.pods().stream();
        return pods.map(Manifests::labels)
                .filter(labels ->
                        labels.path("app.kubernetes.io/component").asText().equals(part))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> policies(Manifests manifests, JsonNode pod) {
        return manifests
                .kind("NetworkPolicy")
                .filter(policy -> Manifests.selects(policy.at("/spec/podSelector"), Manifests.labels(pod)))
                .toList();
    }
}
