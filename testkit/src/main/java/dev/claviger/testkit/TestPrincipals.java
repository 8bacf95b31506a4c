package dev.claviger.testkit;

import java.time.Instant;
import java.util.UUID;

/**
 * Stands in for auth-service on the topic {@code claviger.principals}: its heart beats as long as the JVM lives, and tests tell the
 * service what becomes of principals and tokens. Each call returns when the broker has the record, which is a moment before the service
 * has read it.
 */
public final class TestPrincipals {
    private TestPrincipals() {}

    static void beat() {
        call("start");
    }

    /** Revokes the token with this id. */
    public static void revokeToken(UUID tokenId) {
        send("token:" + tokenId, "{\"kind\":\"token\"}");
    }

    /** Revokes all tokens of an identity that were issued until then. */
    public static void revokeAll(UUID orgId, UUID identityId, Instant until) {
        send(key(orgId, identityId), "{\"revokedUntil\":%d}".formatted(until.getEpochSecond()));
    }

    /** Tells what an identity is called and its role in the organisation now. */
    public static void put(UUID orgId, UUID identityId, String name, String orgRole) {
        send(key(orgId, identityId), "{\"name\":\"%s\",\"orgRole\":\"%s\",\"enabled\":true}".formatted(name, orgRole));
    }

    /**
     * Tells that an identity has a role that its organisation has made.
     *
     * @param rules in JSON, as role routes take them
     */
    public static void hold(UUID orgId, UUID identityId, String rules) {
        send(
                key(orgId, identityId),
                "{\"name\":\"of a role\",\"orgRole\":\"no-access\",\"enabled\":true,\"roles\":[{\"role\":\"no-access\",\"permissions\":%s}]}"
                        .formatted(rules));
    }

    public static void disable(UUID orgId, UUID identityId) {
        send(key(orgId, identityId), "{\"enabled\":false}");
    }

    public static void delete(UUID orgId, UUID identityId) {
        send(key(orgId, identityId), "{\"deleted\":true}");
    }

    /** The topic is lost and made anew: nothing stands there, and the next heartbeat says that this is all there is. */
    public static void renewTopic() {
        call("renewTopic");
    }

    /** Stops or resumes the heartbeat. */
    public static void silence(boolean wanted) {
        call("silence", wanted);
    }

    /** Makes the stand-in for auth-service say, when it is asked, that this token has ended; the topic stays silent about it. */
    public static void endAtAuth(UUID tokenId) {
        var _ = JvmWide.call(SharedTokenKeys.class, "end", tokenId.toString());
    }

    /** Makes the stand-in for auth-service fail, or answer again, when it is asked about tokens. */
    public static void authAway(boolean wanted) {
        var _ = JvmWide.call(SharedTokenKeys.class, "away", wanted);
    }

    /** Sends any record; an empty body removes the key. */
    public static void send(String key, String body) {
        call("send", key, body);
    }

    private static String key(UUID orgId, UUID identityId) {
        return "identity:" + orgId + ":" + identityId;
    }

    private static void call(String method, Object... arguments) {
        var _ = JvmWide.call(SharedPrincipals.class, method, arguments);
    }
}
