package dev.claviger.sync.run;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.VaultStub;
import dev.claviger.sync.gitlab.Ledger;
import dev.claviger.sync.ledger.LedgerStore;
import dev.claviger.sync.ledger.PlaceLeaseStore;
import dev.claviger.sync.ledger.PlaceLost;
import dev.claviger.sync.ledger.UndoLogStore;
import dev.claviger.sync.ledger.Writing;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.VariableId;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class StoresTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final VariableId ID = new VariableId("A", "*");
    private static final Exposure EXPOSURE = new Exposure(true, true, false, false, true);

    @Inject
    LedgerStore ledgers;

    @Inject
    PlaceLeaseStore leases;

    @Inject
    UndoLogStore undo;

    private final String place = "gitlab.example.com project " + UUID.randomUUID();
    private Stage stage;
    private UUID sync = UUID.randomUUID();

    @BeforeEach
    void begin() {
        stage = new Stage();
        sync = UUID.fromString(stage.manual());
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void T22_ledger_refusesTheRunThatLostItsPlace() {
        Writing first = writing();
        Ledger ledger = ledgers.opened(first);
        assertThat(done(leases.take(place, first.lease(), Duration.ofMillis(300))))
                .isTrue();
        var _ = done(ledger.put(LedgerEntry.owned(ID, "digest")));
        UUID second = UUID.randomUUID();
        assertThat(done(leases.take(place, second, LONG))).isFalse();
        await().until(() -> done(leases.take(place, second, LONG)));

        assertThatThrownBy(() -> done(ledger.put(LedgerEntry.owned(ID, "later"))))
                .isInstanceOf(PlaceLost.class);
        assertThatThrownBy(() -> done(ledger.remove(ID))).isInstanceOf(PlaceLost.class);
        assertThat(done(leases.renew(place, first.lease(), LONG))).isFalse();
        assertThat(done(ledgers.of(sync, place))).containsExactly(LedgerEntry.owned(ID, "digest"));
    }

    @Test
    void ledger_forgetsWhatItIsToldTo_alsoWhatItDoesNotKnow() {
        Writing writing = writing();
        Ledger ledger = ledgers.opened(writing);
        assertThat(done(leases.take(place, writing.lease(), LONG))).isTrue();
        var _ = done(ledger.put(LedgerEntry.owned(ID, "digest")));
        var _ = done(ledger.remove(ID));
        var _ = done(ledger.remove(ID));

        assertThat(done(ledgers.of(sync, place))).isEmpty();
    }

    @Test
    void T25_undoLog_isSealed_andTheFirstEntryStays() throws SQLException {
        String value = LogCanary.mark("before");
        Writing writing = writing();
        var before = new PresentVariable(ID, Secret.of(value), EXPOSURE, "theirs");
        var _ = done(undo.opened(writing).remember(new UndoEntry(ID, before, "first")));
        var _ = done(undo.opened(writing).remember(new UndoEntry(ID, null, "second")));

        List<UndoEntry> entries = done(undo.last(sync, place));

        assertThat(entries).extracting(UndoEntry::after).containsExactly("first");
        PresentVariable kept = Objects.requireNonNull(entries.getFirst().before());
        assertThat(kept.exposure()).isEqualTo(EXPOSURE);
        assertThat(kept.description()).isEqualTo("theirs");
        assertThat(Objects.requireNonNull(kept.value()).matches(Secret.of(value)))
                .isTrue();
        assertThat(stored()).isNotEmpty().doesNotContain(value);
    }

    @Test
    void undoLog_keepsTheLastRunAlone() {
        var _ = done(undo.opened(writing()).remember(new UndoEntry(ID, null, "of-the-first")));
        var _ = done(undo.opened(writing()).remember(new UndoEntry(new VariableId("B", "*"), null, "of-the-second")));

        assertThat(done(undo.last(sync, place))).extracting(UndoEntry::after).containsExactly("of-the-second");
        var _ = done(undo.forgetOlderThan(Duration.ZERO));
        assertThat(done(undo.has(sync, place))).isFalse();
    }

    private Writing writing() {
        return new Writing(sync, place, UUID.randomUUID(), UUID.randomUUID());
    }

    private String stored() throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT sealed FROM sync_undo WHERE sync_id = '" + sync + "'")) {
            rows.next();
            return new String(rows.getBytes(1), ISO_8859_1);
        }
    }

    private static <T> T done(Uni<T> work) {
        return work.await().atMost(LONG);
    }
}
