package dev.claviger.vault.permission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoleGrantTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant END = START.plusSeconds(60);

    @Test
    void aTemporaryRole_countsFromItsStart_untilJustBeforeItsEnd() {
        RoleGrant grant = new RoleGrant(BuiltInRole.MEMBER, START, END);

        assertThat(grant.isActive(START.minusNanos(1))).isFalse();
        assertThat(grant.isActive(START)).isTrue();
        assertThat(grant.isActive(END.minusNanos(1))).isTrue();
        assertThat(grant.isActive(END)).isFalse();
    }

    @Test
    void aLastingRole_alwaysCounts() {
        RoleGrant grant = new RoleGrant(BuiltInRole.MEMBER, null, null);

        assertThat(grant.isTemporary()).isFalse();
        assertThat(grant.isActive(Instant.MIN)).isTrue();
        assertThat(grant.isActive(Instant.MAX)).isTrue();
    }
}
