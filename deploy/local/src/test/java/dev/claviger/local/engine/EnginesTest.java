package dev.claviger.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
    private static final EngineOptions OPTIONS =
            EngineOptions.of("super-password").durable(false).topics(Map.of("letters", 3));
    private static final Database VAULT = new Database("vault", "owner-password", "app-password");
    private static final Database AUDIT = new Database("audit", "owner-password", "app-password");

    @TempDir
    static Path folder;

    static Engines engines;

    @BeforeAll
    static void startEngines() {
        engines = Engines.start(folder, OPTIONS);
        Databases.create(engines.postgres(), List.of(VAULT, AUDIT));
    }

    @AfterAll
    static void stopEngines() {
        engines.close();
    }

    @Test
    void start_findsTableAndRecordAgain_onTheSameFolder(@TempDir Path other) throws SQLException {
        // given
        try (Engines first = Engines.start(other, OPTIONS.durable(true))) {
            Rows.write(first.postgres(), "kept");
            Letters.send(first.kafka(), "kept");
        }

        // when
        try (Engines second = Engines.start(other, OPTIONS.durable(true))) {

            // then
            assertThat(Rows.read(second.postgres())).containsExactly("kept");
            assertThat(Letters.read(second.kafka(), 1)).containsExactly("kept");
        }
    }

    @Test
    void postgres_comesBackOnItsPort_afterStopAndKill() throws SQLException {
        // given
        int port = engines.postgres().port();
        Rows.write(engines.postgres(), "first");

        // when
        engines.postgres().stop();
        engines.postgres().start();
        Rows.write(engines.postgres(), "second");
        engines.postgres().kill();
        boolean ranAfterKill = engines.postgres().isRunning();
        engines.postgres().start();

        // then
        assertThat(ranAfterKill).isFalse();
        assertThat(engines.postgres().port()).isEqualTo(port);
        assertThat(Rows.read(engines.postgres())).containsExactly("first", "second");
    }

    @Test
    void kafka_comesBackOnItsPort_afterStopAndKill() {
        // given
        int port = engines.kafka().port();
        Letters.send(engines.kafka(), "first");

        // when
        engines.kafka().stop();
        engines.kafka().start();
        Letters.send(engines.kafka(), "second");
        engines.kafka().kill();
        boolean ranAfterKill = engines.kafka().isRunning();
        engines.kafka().start();

        // then
        assertThat(ranAfterKill).isFalse();
        assertThat(engines.kafka().port()).isEqualTo(port);
        assertThat(Letters.read(engines.kafka(), 2)).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void appRole_cannotChangeTables() throws SQLException {
        try (Connection app = engines.postgres().connect("vault", VAULT.app(), VAULT.appPassword())) {
            assertThatThrownBy(() -> Rows.execute(app, "CREATE TABLE mine (id int)"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> Rows.execute(app, "CREATE TEMP TABLE mine (id int)"))
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void ownerRole_sharesItsTablesWithTheAppRole() throws SQLException {
        // when
        try (Connection owner = engines.postgres().connect("vault", VAULT.owner(), VAULT.ownerPassword())) {
            Rows.execute(owner, "CREATE TABLE shared (id int)");
            Rows.execute(owner, "GRANT INSERT ON shared TO " + VAULT.app());
        }

        // then
        try (Connection app = engines.postgres().connect("vault", VAULT.app(), VAULT.appPassword())) {
            Rows.execute(app, "INSERT INTO shared VALUES (1)");
            assertThatThrownBy(() -> Rows.execute(app, "DELETE FROM shared")).hasMessageContaining("permission denied");
        }
    }

    @Test
    void roles_cannotEnterOtherDatabases() {
        assertThatThrownBy(() -> engines.postgres().connect("audit", VAULT.app(), VAULT.appPassword()))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> engines.postgres().connect("postgres", VAULT.owner(), VAULT.ownerPassword()))
                .hasMessageContaining("permission denied");
    }

    @Test
    void connect_fails_withAWrongPassword() {
        assertThatThrownBy(() -> engines.postgres().connect("vault", VAULT.app(), "guessed"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void create_changesOnlyThePassword_whenRunAgain() throws SQLException {
        // given
        Database renewed = new Database("audit", "owner-password", "renewed-password");

        // when
        Databases.create(engines.postgres(), List.of(renewed));

        // then
        engines.postgres().connect("audit", AUDIT.app(), "renewed-password").close();
        assertThatThrownBy(() -> engines.postgres().connect("audit", AUDIT.app(), AUDIT.appPassword()))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void start_isRefused_whenTheFolderIsInUse() {
        assertThatThrownBy(() -> Engines.start(folder, OPTIONS))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("in use");
    }

    @Test
    void start_isRefused_whenTheFolderCannotBeWritten(@TempDir Path other) throws IOException {
        Path file = Files.createFile(other.resolve("file"));

        assertThatThrownBy(() -> Engines.start(file.resolve("below"), OPTIONS))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void start_namesThePort_whenItIsTaken(@TempDir Path other) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> Engines.start(other, OPTIONS.ports(port, 0)))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining("PostgreSQL")
                    .hasMessageContaining("port " + port + " is taken");
            assertThatThrownBy(() -> Engines.start(other, OPTIONS.ports(0, port)))
                    .isInstanceOf(LocalFailure.class)
                    .hasMessageContaining("Kafka")
                    .hasMessageContaining("port " + port + " is taken");
        }
    }

    @Test
    void options_printNoPassword() {
        assertThat(OPTIONS.toString()).doesNotContain("super-password");
        assertThat(VAULT.toString()).doesNotContain("password");
    }
}
