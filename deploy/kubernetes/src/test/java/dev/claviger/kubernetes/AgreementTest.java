package dev.claviger.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.edge.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart agrees with the images, the topics, the routes and the settings that the rest of the suite has. */
class AgreementTest {
    private static final List<String> SERVICES = List.of("auth", "vault", "audit", "sync");

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void settings_areDocumented(Combination combination) throws IOException {
        String page = read("docs/configuration.md");
        Manifests manifests = combination.render();

        for (String service : SERVICES) {
            assertThat(manifests.settings(service).stringPropertyNames())
                    .hasSizeGreaterThan(8)
                    .allSatisfy(
                            key -> assertThat(isDocumented(page, key)).as(key).isTrue());
        }
    }

    /** By its whole name, or as {@code .last} in the row of its neighbour. */
    private static boolean isDocumented(String page, String key) {
        String head = key.substring(0, key.lastIndexOf('.'));
        String tail = key.substring(head.length());
        return page.contains("`" + key + "`")
                || page.lines().anyMatch(row -> row.contains("`" + head + ".") && row.contains("`" + tail + "`"));
    }

    /** Those that compose gives are given here, under the names of a file. */
    @Test
    void settings_areThoseOfCompose() throws IOException {
        JsonNode services =
                Manifests.YAML.readTree(read("deploy/compose/compose.yaml")).path("services");
        Manifests manifests = Chart.render("small", Map.of());

        for (String service : SERVICES) {
            Set<String> names = new TreeSet<>();
            manifests
                    .settings(service)
                    .stringPropertyNames()
                    .forEach(key -> names.add(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
            JsonNode compose =
                    Manifests.YAML.readTree(read("deploy/compose/compose.yaml")).path("x-settings");
            assertThat(names).containsAll(own(compose.fieldNames()));
            assertThat(names)
                    .containsAll(own(services.path(service).path("environment").fieldNames()));
        }
    }

    private static List<String> own(java.util.Iterator<String> names) {
        List<String> own = new ArrayList<>();
        names.forEachRemaining(name -> {
            if (name.startsWith("CLAVIGER_")) {
                own.add(name);
            }
        });
        return own;
    }

    @Test
    void topics_areThoseOfCompose() throws IOException {
        Map<String, String> wanted = new TreeMap<>();
        Pattern.compile("(?m)^make (\\S+) (\\d+)((?: --config \\S+)*)$")
                .matcher(read("deploy/compose/topics"))
                .results()
                .forEach(row -> wanted.put(row.group(1), row.group(2) + settings(row)));
        Manifests manifests = Chart.render("ha", Map.of());
        Map<String, String> made = new TreeMap<>();
        manifests.kind("KafkaTopic").forEach(topic -> {
            Map<String, String> config = new TreeMap<>();
            topic.at("/spec/config")
                    .properties()
                    .forEach(setting ->
                            config.put(setting.getKey(), setting.getValue().asText()));
            made.put(Manifests.name(topic), topic.at("/spec/partitions").asText() + config);
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(3);
        });

        assertThat(wanted).hasSizeGreaterThanOrEqualTo(4);
        assertThat(made).isEqualTo(wanted);
        assertThat(manifests
                        .one("Kafka", "claviger-kafka")
                        .at("/spec/kafka/config/min.insync.replicas")
                        .asInt())
                .isEqualTo(2);
    }

    private static Map<String, String> settings(MatchResult row) {
        Map<String, String> config = new TreeMap<>();
        Pattern.compile("--config ([^=]+)=(\\S+)")
                .matcher(row.group(3))
                .results()
                .forEach(setting -> config.put(setting.group(1), setting.group(2)));
        return config;
    }

    /** Each topic that a service names in its code may be used by somebody, and nobody may use one that is not there. */
    @Test
    void rights_areThoseOfTheTopics() {
        Manifests manifests = Chart.render("small", Map.of());
        Set<String> topics =
                new HashSet<>(manifests.kind("KafkaTopic").map(Manifests::name).toList());
        Set<String> allowed = new HashSet<>();
        manifests
                .kind("KafkaUser")
                .flatMap(user -> Manifests.stream(user.at("/spec/authorization/acls")))
                .filter(right -> right.at("/resource/type").asText().equals("topic"))
                .forEach(right -> {
                    allowed.add(right.at("/resource/name").asText());
                    assertThat(right.path("operations").toString()).doesNotContain("All", "Create", "Delete", "Alter");
                });

        assertThat(allowed).isEqualTo(topics);
        assertThat(manifests.kind("KafkaUser").map(Manifests::name))
                .containsExactlyInAnyOrderElementsOf(
                        SERVICES.stream().map("claviger-%s-kafka"::formatted).toList());
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void images_areThoseThatAreBuilt(Combination combination) throws IOException {
        String build = read("deploy/images/build");
        String prefix = String.valueOf(combination.values().getOrDefault("image.prefix", "claviger"));
        List<String> images = combination.render().pods().stream()
                .map(pod -> pod.at("/spec/containers/0/image").asText())
                .distinct()
                .toList();

        assertThat(build).contains("IMAGE_PREFIX:-claviger", "VERSION:-0.1.0", "auth vault audit sync edge");
        assertThat(images)
                .hasSize(5)
                .allMatch(image -> image.matches(
                        Pattern.quote(prefix) + "/(auth|vault|audit|sync|edge)(:0\\.1\\.0|@sha256:[0-9a-f]{64})"));
    }

    @Test
    void users_areThoseOfTheImages() throws IOException {
        String recipes = read("deploy/images/Containerfile") + otherRecipe();
        List<String> users = Pattern.compile("(?m)^USER (\\d+):\\d+$")
                .matcher(recipes)
                .results()
                .map(user -> user.group(1))
                .toList();

        Chart.render("small", Map.of())
                .kind("Deployment")
                .forEach(deployment -> assertThat(deployment
                                .at("/spec/template/spec/securityContext/runAsUser")
                                .asText())
                        .isEqualTo(Manifests.name(deployment).endsWith("-edge") ? users.get(1) : users.get(0)));
    }

    private static String otherRecipe() throws IOException {
        return Files.exists(Chart.ROOT.resolve("deploy/images/edge/Containerfile"))
                ? read("deploy/images/edge/Containerfile")
                : "";
    }

    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void routes_areThoseOfTheEdge(Combination combination) throws IOException {
        String conf = combination
                .render()
                .one("ConfigMap", "claviger-edge")
                .at("/data/nginx.conf")
                .asText();
        List<MatchResult> table = Pattern.compile("(?m)^ {4}\"~(.*)\" (\\w+);$")
                .matcher(conf.substring(conf.indexOf("map $claviger_path $claviger_service")))
                .results()
                .filter(row ->
                        Set.of("auth", "vault", "audit", "sync", "nobody").contains(row.group(2)))
                .toList();
        List<String> patterns = Pattern.compile("to\\(\\w+, \"([^\"]+)\"\\)")
                .matcher(read("deploy/local/src/main/java/dev/claviger/local/edge/Routes.java"))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(patterns).hasSizeGreaterThan(40);
        patterns.stream()
                .map(pattern -> pattern.replace("/**", "").replace("*", "5b"))
                .flatMap(path -> Stream.of(path, path + "/x", path + "x", path + "//x", path + "/%2e%2e/q"))
                .filter(path -> path.startsWith("/"))
                .forEach(path -> assertThat(answers(table, path))
                        .as(path)
                        .isEqualTo(Routes.serviceFor(path).name().toLowerCase(Locale.ROOT)));
        assertThat(conf).doesNotContain("/tmp/resolver", " resolve;");
        for (String service : SERVICES) {
            assertThat(conf)
                    .containsPattern("upstream %s \\{[^}]* server claviger-%s:8080;".formatted(service, service));
        }
    }

    private static String answers(List<MatchResult> table, String path) {
        return table.stream()
                .filter(row -> Pattern.compile(row.group(1)).matcher(path).find())
                .map(row -> row.group(2))
                .findFirst()
                .orElse("vault");
    }

    /** The edge has TLS exactly where its Service says so, and nobody else's files. */
    @ParameterizedTest
    @MethodSource("dev.claviger.kubernetes.Combination#all")
    void edge_hasTlsWhereItIsTheFirstToAnswer(Combination combination) {
        Manifests manifests = combination.render();
        boolean tls = combination.is("expose.type", "loadBalancer") || combination.is("edge.tls", "true");
        String conf = manifests
                .one("ConfigMap", "claviger-edge")
                .at("/data/nginx.conf")
                .asText();
        JsonNode service = manifests.one("Service", "claviger-edge");

        assertThat(conf).contains(tls ? "listen 8443 ssl;" : "listen 8443;").doesNotContain("/run/secrets");
        assertThat(conf.contains("ssl_certificate /etc/claviger/tls/tls.crt;")).isEqualTo(tls);
        assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(tls ? 443 : 80);
        assertThat(manifests.settings("auth").getProperty("claviger.http.trusted-hops"))
                .isEqualTo(
                        combination.is("expose.type", "loadBalancer") || combination.is("expose.type", "none")
                                ? "1"
                                : "2");
        manifests.all().stream()
                .flatMap(Manifests::within)
                .filter(node -> node.path("name").asText().equals("claviger-edge")
                        && node.path("port").isInt())
                .forEach(backend -> assertThat(backend.path("port").asInt()).isEqualTo(tls ? 443 : 80));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Chart.ROOT.resolve(file), UTF_8);
    }
}
