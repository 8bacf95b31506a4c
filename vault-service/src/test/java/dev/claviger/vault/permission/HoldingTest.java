package dev.claviger.vault.permission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HoldingTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant END = START.plusSeconds(60);

    @Test
    void aTemporaryRole_countsFromItsStart_untilJustBeforeItsEnd() {
        Holding grant = new Holding(Source.role("member"), BuiltInRole.MEMBER.rules(), START, END);

        assertThat(grant.isActive(START.minusNanos(1))).isFalse();
        assertThat(grant.isActive(START)).isTrue();
        assertThat(grant.isActive(END.minusNanos(1))).isTrue();
        assertThat(grant.isActive(END)).isFalse();
    }

    @Test
    void aTemporaryRoleWhoseEndHasPassed_allowsNothing() {
        Holding ended = new Holding(Source.role("admin"), BuiltInRole.ADMIN.rules(), START, END);
        Facts nobody = Facts.withoutLogin(new UUID(0, 1), "robot", Map.of());

        assertThat(Grants.active(List.of(ended), END.minusNanos(1), nobody).allows("read", "role", Resource.NONE))
                .isTrue();
        assertThat(Grants.active(List.of(ended), END, nobody).allows("read", "role", Resource.NONE))
                .isFalse();
    }

    @Test
    void aLastingRole_alwaysCounts() {
        Holding grant = new Holding(Source.role("member"), BuiltInRole.MEMBER.rules(), null, null);

        assertThat(grant.isTemporary()).isFalse();
        assertThat(grant.isActive(Instant.MIN)).isTrue();
        assertThat(grant.isActive(Instant.MAX)).isTrue();
    }
}
