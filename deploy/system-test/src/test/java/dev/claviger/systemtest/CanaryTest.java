package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.gitlab.PipelineKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** Plants unique values everywhere and looks for them everywhere they must not be (promise 2 of the security design). */
class CanaryTest {
    private final String mark = "canary" + UUID.randomUUID().toString().replace("-", "");
    private final List<String> planted = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    @Test
    void T13_plantedValues_areInNoLogEventMetricOrError() {
        String project = RunningSuite.newProject();
        goodRequests(project);
        badRequests(project);
        planted.add(RunningSuite.PASSWORD);
        planted.addAll(rootKeys());

        await().atMost(RunningSuite.LONG)
                .until(() -> !RunningSuite.log("eventType=get-secrets&projectId=" + project)
                        .isEmpty());

        assertSilent("error bodies", String.join("\n", refusals));
        assertSilent("events", String.join("\n", events()));
        assertSilent("metrics", metrics());
        logs().forEach((file, text) -> assertSilent(file, text));
    }

    private void goodRequests(String project) {
        RunningSuite.write(project, "dev", "/", "PLAIN", plant(mark + "value"));
        RunningSuite.write(project, "dev", "/", "LINES", plant(mark + "line1") + "\n" + plant(mark + "line2"));
        RunningSuite.write(project, "dev", "/", "REFERS", "${PLAIN}");
        String path = "/api/v4/secrets?projectId=%s&environment=dev".formatted(project);
        assertThat(RunningSuite.admin().get(path).expect(200).toString()).contains(mark + "value");

        String identity = identity();
        JsonNode machine = RunningSuite.admin()
                .post("/api/v1/auth/universal-auth/identities/" + identity, Map.of())
                .expect(200)
                .path("identityUniversalAuth");
        String secret = plant(RunningSuite.admin()
                .post("/api/v1/auth/universal-auth/identities/" + identity + "/client-secrets", Map.of())
                .expect(200)
                .path("clientSecret")
                .asText());
        String token = plant(RunningSuite.nobody()
                .post(
                        "/api/v1/auth/universal-auth/login",
                        Map.of("clientId", machine.path("clientId").asText(), "clientSecret", secret))
                .expect(200)
                .path("accessToken")
                .asText());
        planted.add(RunningSuite.admin().token());
        refuse(RunningSuite.nobody().as(token).get(path));
        refuse(login(machine.path("clientId").asText(), plant(mark + "wrong-secret")));
        refuse(login(mark, secret));
    }

    private void badRequests(String project) {
        Api admin = RunningSuite.admin();
        String jwt = plant(
                RunningSuite.suite().gitlab().idTokens().issue(PipelineKind.OTHER_PROJECT, "https://claviger.test"));
        refuse(RunningSuite.nobody()
                .post("/api/v1/auth/oidc-auth/login", Map.of("identityId", identity(), "jwt", jwt)));
        refuse(RunningSuite.nobody().as(plant(mark + ".bad.token")).get("/api/v1/projects"));
        refuse(admin.raw("POST", "/api/v4/secrets/BAD", "{\"secretValue\":\"" + plant(mark + "broken")));
        refuse(admin.raw("POST", "/api/v4/secrets/BAD", "{\"secretValue\":[\"" + plant(mark + "list") + "\"]}"));
        refuse(admin.post(
                "/api/v4/secrets/BAD%20NAME",
                Map.of("projectId", project, "environment", "dev", "secretValue", plant(mark + "badname"))));
        refuse(admin.post(
                "/api/v4/secrets/NOWHERE",
                Map.of("projectId", project, "environment", "nowhere", "secretValue", plant(mark + "noenv"))));
        refuse(admin.post(
                "/api/v4/secrets/PLAIN",
                Map.of("projectId", project, "environment", "dev", "secretValue", plant(mark + "again"))));
        refuse(admin.patch(
                "/api/v3/secrets/raw/MISSING",
                Map.of("workspaceId", project, "environment", "dev", "secretValue", plant(mark + "missing"))));
        refuse(RunningSuite.nobody()
                .post(
                        "/api/v1/admin/bootstrap",
                        Map.of(
                                "email",
                                "x@example.com",
                                "password",
                                plant(mark + "password"),
                                "organization",
                                "Again")));
    }

    private Api.Answer login(String clientId, String clientSecret) {
        return RunningSuite.nobody()
                .post("/api/v1/auth/universal-auth/login", Map.of("clientId", clientId, "clientSecret", clientSecret));
    }

    private static String identity() {
        return RunningSuite.admin()
                .post(
                        "/api/v1/identities",
                        Map.of("name", "canary", "organizationId", RunningSuite.organization(), "role", "no-access"))
                .expect(200)
                .path("identity")
                .path("id")
                .asText();
    }

    private String plant(String value) {
        planted.add(value);
        return value;
    }

    private void refuse(Api.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        refusals.add(answer.text());
    }

    private void assertSilent(String where, String text) {
        for (String value : planted) {
            assertThat(text.contains(value))
                    .as("a planted value stands in " + where)
                    .isFalse();
        }
    }

    private static Map<String, String> logs() {
        Map<String, String> texts = new HashMap<>();
        try (Stream<Path> files = Files.walk(RunningSuite.data())) {
            files.filter(file -> file.toString().endsWith(".log"))
                    .forEach(file -> texts.put(file.toString(), read(file)));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        assertThat(texts.keySet()).anyMatch(file -> file.contains("vault"));
        return texts;
    }

    /** Whatever the data folder keeps as key rings. */
    private static List<String> rootKeys() {
        try (Stream<Path> files = Files.list(RunningSuite.data())) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> Stream.of(read(file).split("[\\s,]")))
                    .filter(word -> word.contains("k1:"))
                    .map(word -> word.substring(word.indexOf("k1:") + 3))
                    .toList();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static String metrics() {
        StringBuilder all = new StringBuilder();
        RunningSuite.suite()
                .services()
                .forEach(service ->
                        all.append(new Api(service.url(), "").get("/q/metrics").text()));
        assertThat(all).contains("jvm_");
        return all.toString();
    }

    private static List<String> events() {
        String broker = RunningSuite.suite().engines().kafka().bootstrapServers();
        List<String> events = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("claviger.access-events").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> events.add(message.value()));
            }
        }
        assertThat(events).isNotEmpty();
        return events;
    }
}
