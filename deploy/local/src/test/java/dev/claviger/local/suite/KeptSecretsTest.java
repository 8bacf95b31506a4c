package dev.claviger.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSecretsTest {

    @TempDir
    Path data;

    @Test
    void secrets_areTheSame_whenOpenedAgain() throws IOException {
        String password = open().superuserPassword();
        String ring = Files.readString(open().rootKeys("vault"));
        pretendThereIsData();

        assertThat(open().superuserPassword()).isEqualTo(password);
        assertThat(open().rootKeys("vault")).content().isEqualTo(ring);
    }

    @Test
    void rootKeys_areARingOfOneKeyOf32Bytes() throws IOException {
        String ring = Files.readString(open().rootKeys("auth")).strip();

        assertThat(ring).startsWith("k1:");
        assertThat(Base64.getDecoder().decode(ring.substring(3))).hasSize(32);
    }

    @Test
    void secrets_differFromEachOther() {
        assertThat(open().database("vault").appPassword())
                .isNotEqualTo(open().database("vault").ownerPassword())
                .isNotEqualTo(open().database("auth").appPassword());
    }

    @Test
    void files_areForTheirOwnerOnly() throws IOException {
        Path ring = open().rootKeys("vault");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ring)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ring.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void missingKey_isNotMadeAnew_whenThereIsData() throws IOException {
        var _ = open().database("vault");
        Files.delete(open().rootKeys("vault"));
        pretendThereIsData();

        assertThatThrownBy(() -> open().rootKeys("vault"))
                .isInstanceOf(LocalFailure.class)
                .hasMessageContaining("vault.root is missing");
    }

    /** An installation that is older than the service. */
    @Test
    void keysOfANewService_areMade_whenThereIsData() throws IOException {
        var _ = open().rootKeys("vault");
        pretendThereIsData();
        KeptSecrets later = open();

        assertThat(later.database("sync").appPassword()).isNotEmpty();
        assertThat(later.rootKeys("sync")).content().startsWith("k1:");
    }

    private void pretendThereIsData() throws IOException {
        Files.createDirectories(data.resolve("postgresql/data"));
    }

    private KeptSecrets open() {
        return KeptSecrets.in(data, new SecureRandom());
    }
}
