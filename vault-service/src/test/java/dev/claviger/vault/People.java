package dev.claviger.vault;

import static org.awaitility.Awaitility.await;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import io.quarkus.arc.Arc;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** People, machines and groups that the view of principals has heard of. Each call returns when it has. */
public final class People {
    private static final Duration SOON = Duration.ofSeconds(10);

    private People() {}

    /** A person of the organisation with that e-mail address. */
    public static Person user(UUID orgId, String email) {
        UUID id = UUID.randomUUID();
        tell("user", orgId, id, email, List.of(), "{}");
        return new Person(id, orgId, token(orgId, id, email));
    }

    private static String token(UUID orgId, UUID id, String email) {
        return TestTokens.identity()
                .orgId(orgId)
                .claim("authTokenType", "accessToken")
                .claim("userId", id.toString())
                .claim("username", email)
                .claim("organizationId", orgId.toString())
                .make();
    }

    public static UUID group(UUID orgId, String name) {
        UUID id = UUID.randomUUID();
        TestPrincipals.send(
                "group:%s:%s".formatted(orgId, id),
                "{\"name\":\"%s\",\"orgRole\":\"member\",\"enabled\":true}".formatted(name));
        await().atMost(SOON).until(() -> principals().findGroup(orgId, id).isPresent());
        return id;
    }

    /** A machine is what it is from now on. */
    public static void machine(Person machine, String name, String metadata, List<UUID> groups) {
        tell("identity", machine.orgId(), machine.id(), name, groups, metadata);
    }

    /** A person is in these groups from now on. */
    public static void join(Person user, String email, List<UUID> groups) {
        tell("user", user.orgId(), user.id(), email, groups, "{}");
    }

    private static void tell(String kind, UUID orgId, UUID id, String name, List<UUID> groups, String metadata) {
        String ids = groups.stream().map(group -> "\"" + group + "\"").collect(Collectors.joining(","));
        TestPrincipals.send(
                "%s:%s:%s".formatted(kind, orgId, id),
                "{\"name\":\"%s\",\"orgRole\":\"member\",\"enabled\":true,\"groups\":[%s],\"metadata\":%s,\"authMethods\":[\"jwt-auth\"]}"
                        .formatted(name, ids, metadata));
        Caller.Kind type = kind.equals("user") ? Caller.Kind.USER : Caller.Kind.IDENTITY;
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> principals()
                        .find(type, orgId, id)
                        .filter(known ->
                                known.name().equals(name) && known.groups().size() == groups.size())
                        .isPresent());
    }

    private static Principals principals() {
        return Arc.container().instance(Principals.class).get();
    }
}
