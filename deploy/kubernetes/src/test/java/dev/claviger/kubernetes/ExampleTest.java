package dev.claviger.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The examples for clients in a cluster. */
class ExampleTest {
    private static final Set<String> OURS = Set.of("v1 Secret", "v1 ServiceAccount");

    @Test
    void everyKindThatClientsKnow_hasAnExample() throws IOException {
        assertThat(Examples.all().stream().map(Manifests::kindOf))
                .contains(
                        "external-secrets.io/v1 SecretStore",
                        "external-secrets.io/v1 ClusterSecretStore",
                        "external-secrets.io/v1 ExternalSecret",
                        "external-secrets.io/v1alpha1 PushSecret",
                        "secrets.infisical.com/v1beta1 InfisicalConnection",
                        "secrets.infisical.com/v1beta1 InfisicalAuth",
                        "secrets.infisical.com/v1beta1 InfisicalStaticSecret",
                        "secrets.infisical.com/v1alpha1 InfisicalSecret",
                        "secrets.infisical.com/v1alpha1 InfisicalPushSecret",
                        "secrets.infisical.com/v1alpha1 InfisicalDynamicSecret",
                        "secrets-store.csi.x-k8s.io/v1 SecretProviderClass");
    }

    @Test
    void everyExample_isWhole_andPointsAtOneThatIsThere() throws IOException {
        List<JsonNode> all = Examples.all();

        assertThat(all).hasSizeGreaterThan(15).allSatisfy(example -> {
            assertThat(Manifests.name(example)).isNotEmpty();
            assertThat(example.toString()).doesNotContain("app.infisical.com", "password:", "latest");
            if (OURS.contains(Manifests.kindOf(example))) {
                assertThat(Kinds.faults(example)).isEmpty();
            }
        });
        Set<String> made = Set.copyOf(all.stream()
                .filter(example -> Manifests.kindOf(example).equals("v1 Secret"))
                .map(Manifests::name)
                .toList());
        assertThat(all.stream()
                        .flatMap(Manifests::within)
                        .filter(node -> node.has("credentialsRef"))
                        .map(node -> node.at("/credentialsRef/secretName").asText()))
                .isNotEmpty()
                .isSubsetOf(made);
    }
}
