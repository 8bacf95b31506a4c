package dev.claviger.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.claviger.local.process.Commands;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final EngineOptions OPTIONS =
            EngineOptions.of("super-password").durable(false).onFreePorts();

    @TempDir
    Path folder;

    @Test
    void start_showsTheEndOfTheLog_whenTheServerDies() throws IOException {
        // given
        EmbeddedPostgres postgres = postgres(PostgresAccount.choose(), "super-password");
        postgres.start();
        postgres.stop();
        Files.writeString(folder.resolve("postgresql/data/PG_VERSION"), "9.6\n");

        // then
        assertThatThrownBy(postgres::start)
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("ended while it started")
                .hasMessageContaining("incompatible");
    }

    @Test
    void start_isRefused_withAnotherPasswordThanTheDataHas() {
        // given
        EmbeddedPostgres first = postgres(PostgresAccount.choose(), "super-password");
        first.start();
        first.stop();
        EmbeddedPostgres second = postgres(PostgresAccount.choose(), "another-password");

        // then
        assertThatThrownBy(second::start).isInstanceOf(LocalFailure.class).hasMessageContaining("does not let us in");
        assertThat(second.isRunning()).isFalse();
    }

    @Test
    void start_stopsAServerThatLostItsLauncher() throws SQLException {
        // given
        EmbeddedPostgres first = postgres(PostgresAccount.choose(), "super-password");
        first.start();
        Rows.write(first, "kept");
        EmbeddedPostgres second = postgres(PostgresAccount.choose(), "super-password");

        // when
        second.start();

        // then
        assertThat(Rows.read(second)).containsExactly("kept");
        second.stop();
    }

    @Test
    void start_worksAsNobody_whereRootHasNoNamespaces() throws IOException, SQLException {
        // given
        assumeTrue(new UnixSystem().getUid() == 0 && Commands.find("setpriv").isPresent());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        EmbeddedPostgres postgres = postgres(PostgresAccount.nobody(), "super-password");

        // when
        postgres.start();

        // then
        Rows.write(postgres, "written");
        assertThat(Rows.read(postgres)).containsExactly("written");
        postgres.stop();
    }

    private EmbeddedPostgres postgres(PostgresAccount account, String password) {
        EngineOptions options = EngineOptions.of(password).durable(false).ports(OPTIONS.postgresPort(), 1);
        Path log = folder.resolve("postgresql.log");
        return new EmbeddedPostgres(folder.resolve("postgresql"), log, Engines.programs(account), account, options);
    }
}
