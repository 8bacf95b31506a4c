package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * InfisicalDynamicSecret: the requests of the Infisical operator through its Go SDK, and the fields that it reads. Without any field here it
 * has a Secret without a login, or one whose login has ended.
 */
class OperatorLeaseTest {
    private static final String LEASES = "/api/v1/dynamic-secrets/leases";

    private final LoginServer server = new LoginServer();
    private String project = "";
    private Api operator = RunningSuite.nobody();

    @BeforeEach
    void aDynamicSecret() {
        project = RunningSuite.newProject();
        operator = Machine.in(project, "member").login();
        var _ = RunningSuite.admin()
                .post(
                        "/api/v1/dynamic-secrets",
                        Map.of(
                                "projectSlug", slug(),
                                "environmentSlug", "prod",
                                "path", "/",
                                "name", "shop-database",
                                "defaultTTL", "30m",
                                "maxTTL", "2h",
                                "provider", Map.of("type", "sql-database", "inputs", server.inputs())))
                .expect(200);
    }

    /** Asked for anew before each of its calls when the resource names a project by its id. */
    private String slug() {
        JsonNode workspace =
                Clients.json(operator.get("/api/v1/workspace/" + project), 200).path("workspace");
        Clients.assertTexts(workspace, "id", "name", "slug");
        return workspace.path("slug").asText();
    }

    @AfterEach
    void noLoginsAreLeft() {
        server.close();
    }

    @Test
    void lease_isTaken_prolonged_andTakenBackWithTheResource() {
        JsonNode given = take(operator, "1h");
        String id = assertLease(given.path("lease"));
        assertThat(given.at("/dynamicSecret/id").asText())
                .isEqualTo(given.at("/lease/dynamicSecretId").asText())
                .isNotEmpty();
        assertThat(given.at("/dynamicSecret/maxTTL").asText())
                .as("a whole number and a unit that it knows")
                .matches("\\d+[smhdw]");
        assertThat(given.path("data")).as("the data of the Secret").isNotEmpty().allMatch(JsonNode::isTextual);
        assertThat(expiry(given)).isCloseTo(Instant.now().plus(Duration.ofHours(1)), within(1, ChronoUnit.MINUTES));
        assertThat(logsIn(given)).isTrue();

        JsonNode prolonged = Clients.json(renew(id, "1h"), 200);

        assertThat(assertLease(prolonged.path("lease"))).isEqualTo(id);
        assertThat(expiry(prolonged)).isEqualTo(expiry(given).plus(Duration.ofHours(1)));

        assertThat(assertLease(Clients.json(end(id), 200).path("lease"))).isEqualTo(id);

        assertThat(logsIn(given)).isFalse();
        assertThat(server.logins()).isZero();
    }

    /** A resource without leaseTTL sends an empty text. */
    @Test
    void lifeThatIsNotGiven_isTheUsualOne() {
        JsonNode given = take(operator, "");
        assertThat(expiry(given)).isCloseTo(Instant.now().plus(Duration.ofMinutes(30)), within(1, ChronoUnit.MINUTES));

        JsonNode prolonged = Clients.json(renew(given.at("/lease/id").asText(), ""), 200);

        assertThat(expiry(prolonged)).isEqualTo(expiry(given).plus(Duration.ofMinutes(30)));
    }

    /** Any other refusal would make it try the renewal for ever. */
    @Test
    void leaseAtTheEndOfItsLongestLife_isRefusedInWordsThatMakeItTakeAnother() {
        JsonNode old = take(operator, "2h");

        Api.Answer refused = renew(old.at("/lease/id").asText(), "1h");

        assertThat(Clients.json(refused, 400).path("message").asText()).contains("TTL cannot be larger than max ttl");
        JsonNode fresh = take(operator, "1h");
        assertThat(fresh.at("/lease/id")).isNotEqualTo(old.at("/lease/id"));
        assertThat(logsIn(fresh)).isTrue();
        assertThat(logsIn(old)).as("pods that have not been started anew").isTrue();
    }

    /** Somebody ended it behind its back. Its own end of a lease that is gone is not looked at. */
    @Test
    void leaseThatIsGone_isRefusedInWordsThatMakeItTakeAnother() {
        String id = take(operator, "1h").at("/lease/id").asText();
        assertThat(end(id).status()).isEqualTo(200);

        assertThat(Clients.json(renew(id, "1h"), 404).path("message").asText())
                .contains("Dynamic secret lease with ID");
        assertThat(end(id).status()).isEqualTo(404);
    }

    /** What it writes into the condition of the resource. */
    @Test
    void operatorThatMayOnlyRead_isToldThatItMayNotLease() {
        Api reader = Machine.in(project, "viewer").login();

        JsonNode refusal = Clients.json(reader.post(LEASES, wish("1h")), 403);

        Clients.assertTexts(refusal, "message", "reqId");
        assertThat(server.logins()).isZero();
    }

    private JsonNode take(Api who, String ttl) {
        return Clients.json(who.post(LEASES, wish(ttl)), 200);
    }

    private Map<String, Object> wish(String ttl) {
        Map<String, Object> wish = new HashMap<>(place());
        wish.put("dynamicSecretName", "shop-database");
        wish.put("ttl", ttl);
        wish.put("config", null);
        return wish;
    }

    private Map<String, Object> place() {
        return Map.of("projectSlug", slug(), "environmentSlug", "prod", "path", "/");
    }

    private Api.Answer renew(String id, String ttl) {
        return operator.post(LEASES + "/" + id + "/renew", change(id, ttl));
    }

    private Api.Answer end(String id) {
        Map<String, Object> wish = change(id, "");
        wish.remove("ttl");
        return operator.delete(LEASES + "/" + id, wish);
    }

    /** The id stands in the body, too. */
    private Map<String, Object> change(String id, String ttl) {
        Map<String, Object> change = new HashMap<>(place());
        change.put("leaseId", id);
        change.put("ttl", ttl);
        change.put("isForced", false);
        return change;
    }

    /** Into a struct whose times are RFC 3339 and whose texts may be null; returns its id. */
    private static String assertLease(JsonNode lease) {
        Clients.assertTexts(lease, "id", "externalEntityId", "dynamicSecretId", "expireAt", "createdAt", "updatedAt");
        assertThat(lease.path("version").isInt()).isTrue();
        assertThat(lease.path("status").isTextual()).as("Failed to delete").isFalse();
        return lease.path("id").asText();
    }

    private static Instant expiry(JsonNode answer) {
        return Instant.parse(answer.at("/lease/expireAt").asText());
    }

    private boolean logsIn(JsonNode given) {
        return server.logsIn(
                given.at("/data/DB_USERNAME").asText(),
                given.at("/data/DB_PASSWORD").asText());
    }
}
