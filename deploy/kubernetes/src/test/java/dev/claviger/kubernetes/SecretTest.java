package dev.claviger.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Secret that is mounted is made by somebody: {@code prepare}, an operator, or whoever named it in the values. */
class SecretTest {
    private static final List<String> SERVICES = List.of("auth", "vault", "audit", "sync");

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void secretsAndTheirKeys_areMadeBySomebody(Combination combination) throws Exception {
        Manifests manifests = combination.render();
        Map<String, Set<String>> made = made(manifests, combination);

        assertThat(manifests.pods())
                .flatExtracting(pod -> Manifests.stream(pod.at("/spec/volumes"))
                        .filter(volume -> volume.has("secret"))
                        .map(volume -> volume.path("secret"))
                        .toList())
                .isNotEmpty()
                .allSatisfy(secret -> {
                    String name = secret.path("secretName").asText();
                    assertThat(made).containsKey(name);
                    assertThat(made.get(name))
                            .as(name)
                            .containsAll(secret.path("items").findValuesAsText("key"));
                });
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void configMapsAndClaims_areThere(Combination combination) {
        Manifests manifests = combination.render();

        manifests.pods().stream()
                .flatMap(pod -> Manifests.stream(pod.at("/spec/volumes")))
                .filter(volume -> volume.has("configMap"))
                .forEach(volume -> assertThat(manifests.one(
                                "ConfigMap", volume.at("/configMap/name").asText()))
                        .isNotNull());
        JsonNode guard = manifests.one("Deployment", "claviger-audit").at("/spec/template/spec/volumes");
        String claim = guard.findValuesAsText("claimName").getFirst();
        if (!combination.is("guard.existingClaim", claim)) {
            assertThat(manifests.one("PersistentVolumeClaim", claim)).isNotNull();
        }
    }

    /** The files that SMALLRYE_CONFIG_LOCATIONS names are mounted. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void files_thatAreNamed_areMounted(Combination combination) {
        Manifests manifests = combination.render();

        assertThat(manifests.pods()).allSatisfy(pod -> {
            Set<String> files = files(manifests, pod.path("spec"));
            Manifests.stream(pod.at("/spec/containers/0/env"))
                    .filter(variable -> variable.path("name").asText().startsWith("SMALLRYE"))
                    .flatMap(variable -> List.of(variable.path("value").asText().split(",", -1)).stream())
                    .forEach(file -> assertThat(files).contains(file));
        });
    }

    private static Set<String> files(Manifests manifests, JsonNode pod) {
        Set<String> files = new TreeSet<>();
        pod.at("/containers/0/volumeMounts")
                .forEach(mount -> pod.path("volumes").forEach(volume -> {
                    if (volume.path("name").equals(mount.path("name"))) {
                        names(manifests, volume)
                                .forEach(name ->
                                        files.add(mount.path("mountPath").asText() + "/" + name));
                    }
                }));
        return files;
    }

    private static List<String> names(Manifests manifests, JsonNode volume) {
        if (volume.has("configMap")) {
            return List.copyOf(
                    manifests.one("ConfigMap", volume.at("/configMap/name").asText()).path("data").properties().stream()
                            .map(Map.Entry::getKey)
                            .toList());
        }
        return volume.at("/secret/items").findValuesAsText("path");
    }

    /** Who makes which Secret with which keys. */
    private static Map<String, Set<String>> made(Manifests manifests, Combination combination) throws Exception {
        Map<String, Set<String>> made = new HashMap<>();
        prepared().forEach((name, secret) -> made.put(name, fields(secret)));
        manifests
                .kind("Certificate")
                .forEach(certificate ->
                        made.put(certificate.at("/spec/secretName").asText(), Set.of("tls.crt", "tls.key", "ca.crt")));
        manifests
                .kind("Cluster")
                .forEach(cluster -> made.put(Manifests.name(cluster) + "-ca", Set.of("ca.crt", "ca.key")));
        manifests
                .kind("Kafka")
                .forEach(kafka -> made.put(
                        Manifests.name(kafka) + "-cluster-ca-cert", Set.of("ca.crt", "ca.p12", "ca.password")));
        manifests
                .kind("KafkaUser")
                .forEach(user -> made.put(Manifests.name(user), Set.of("password", "sasl.jaas.config")));
        if (combination.is("kafka.type", "external")) {
            SERVICES.forEach(service -> made.put("claviger-" + service + "-kafka", Set.of("sasl.jaas.config")));
            made.put("kafka-ca", Set.of("ca.crt"));
        }
        if (combination.is("postgresql.type", "external")) {
            made.put("pg-ca", Set.of("ca.crt"));
        }
        return made;
    }

    private static Set<String> fields(JsonNode secret) {
        Set<String> fields = new HashSet<>();
        secret.path("stringData").fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    /** Operators and services read the same passwords; no two are alike, and no root key is used twice. */
    @Test
    void prepare_givesDatabasesAndServicesTheSamePasswords() throws Exception {
        Map<String, JsonNode> secrets = prepared();
        Manifests manifests = Chart.render("small", Map.of());
        Set<String> passwords = new HashSet<>();
        Set<String> keys = new HashSet<>();

        for (String service : SERVICES) {
            JsonNode own = found(secrets, "claviger-" + service + "-secrets");
            Properties app = properties(own.at("/stringData/service.properties").asText());
            Properties owner = properties(own.at("/stringData/owner.properties").asText());
            JsonNode cluster = manifests.one("Cluster", "claviger-" + service + "-db");
            JsonNode asApp = found(
                    secrets,
                    cluster.at("/spec/managed/roles/0/passwordSecret/name").asText());
            JsonNode asOwner = found(
                    secrets, cluster.at("/spec/bootstrap/initdb/secret/name").asText());
            assertThat(app.getProperty("claviger.database.password"))
                    .isEqualTo(asApp.at("/stringData/password").asText());
            assertThat(owner.getProperty("claviger.database.owner-password"))
                    .isEqualTo(asOwner.at("/stringData/password").asText());
            assertThat(asApp.at("/stringData/username").asText())
                    .isEqualTo(cluster.at("/spec/managed/roles/0/name").asText())
                    .isEqualTo(manifests.settings(service).getProperty("claviger.database.username"));
            assertThat(asOwner.at("/stringData/username").asText())
                    .isEqualTo(cluster.at("/spec/bootstrap/initdb/owner").asText());
            passwords.add(app.getProperty("claviger.database.password"));
            passwords.add(owner.getProperty("claviger.database.owner-password"));
            keys.add(app.getProperty("claviger.keys.root"));
        }
        assertThat(passwords).hasSize(8).allMatch(password -> password.length() == 48);
        assertThat(keys).hasSize(4).allMatch(key -> key.matches("k1:[A-Za-z0-9+/]{43}="));
    }

    private static JsonNode found(Map<String, JsonNode> secrets, String name) {
        JsonNode secret = secrets.get(name);
        if (secret == null) {
            throw new AssertionError("nobody makes the Secret " + name);
        }
        return secret;
    }

    private static Properties properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new java.io.StringReader(text));
        return properties;
    }

    private static Map<String, JsonNode> prepared() throws IOException, InterruptedException {
        Process prepare = new ProcessBuilder(Chart.KUBERNETES.resolve("prepare").toString(), "claviger").start();
        String text = new String(prepare.getInputStream().readAllBytes(), UTF_8);
        assertThat(prepare.waitFor()).isZero();
        Map<String, JsonNode> secrets = new HashMap<>();
        Manifests.parse(text).all().forEach(secret -> secrets.put(Manifests.name(secret), secret));
        return secrets;
    }
}
