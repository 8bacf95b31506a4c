package dev.claviger.kernel.orgright;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.caller.OrgRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The built-in roles, word for word as http-api.md 6.7 lists them. */
class BuiltInRulesTest {

    @Test
    void admin_mayDoEverything() {
        assertThat(rightsOf(OrgRole.ADMIN)).hasSameElementsAs(Right.ALL);
    }

    @Test
    void noAccess_mayDoNothing() {
        assertThat(rightsOf(OrgRole.NO_ACCESS)).isEmpty();
    }

    @Test
    void member_mayDoWhatTheTableSays() {
        assertThat(rightsOf(OrgRole.MEMBER).stream()
                        .map(right -> right.subject().text() + " " + right.action()))
                .containsExactlyInAnyOrder(
                        "workspace create",
                        "project create",
                        "member read",
                        "groups read",
                        "role read",
                        "settings read",
                        "billing read",
                        "incident-contact read",
                        "audit-logs read",
                        "identity create",
                        "identity read",
                        "identity edit",
                        "identity delete",
                        "secret-scanning create",
                        "secret-scanning read",
                        "secret-scanning edit",
                        "secret-scanning delete",
                        "app-connections connect",
                        "gateway list-gateways",
                        "gateway create-gateways",
                        "gateway attach-gateways",
                        "relay list-relays",
                        "relay create-relays",
                        "relay edit-relays");
    }

    private static List<Right> rightsOf(OrgRole role) {
        Reach reach = Reach.of(role);
        return Right.ALL.stream().filter(reach::allows).toList();
    }
}
