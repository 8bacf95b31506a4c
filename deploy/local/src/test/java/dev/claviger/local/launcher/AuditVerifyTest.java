package dev.claviger.local.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor sees and scripts get, with the worked example of audit-log.md 1.8. */
class AuditVerifyTest {
    private static final String KEY =
            "audit.example.com/acme/2026q4+2d2d91d0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    private static final String WITNESS =
            "witness.example.com/w1+969980cf+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
    private static final String CHECKPOINT = """
            audit.example.com/acme/2026q4
            3
            Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=

            — audit.example.com/acme/2026q4 LS2R0F3/eaLRCPznFkxqndhabolUp0v39VGsGGYeiMjn+TI4DIqAcWglBg/TouXBr6Krub6HjSKOnx485jQ0/27HZw8=
            """;
    private static final String COSIGNATURE = """
            — witness.example.com/w1 lpmAzwAAAABpVbkA7+hlM53L6d5m7pj53/kCQMoP47oOH4XYajt01tgXDGrR/BzM3KPc+HI5D2MXgFGXP+jo5IPTOGVOrj0LgjXXBw==
            """;
    private static final String ENTRIES = "00036f6e65000374776f00057468726565";
    private static final String HASHES = "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9"
            + "ab1ab7f07c7c8fe0eff4ba6faa53c7e4412e91a599153e8aa4e01beece5b7825"
            + "671f146c5e471e8a1a83a3c214ce4ba907b8f3a5888d14cc8cd3ce75bb12ef94";

    @TempDir
    Path log;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(log.resolve("tile/entries/000.p"));
        Files.createDirectories(log.resolve("tile/0/000.p"));
        Files.writeString(log.resolve("checkpoint"), CHECKPOINT + COSIGNATURE);
        Files.write(log.resolve("tile/entries/000.p/3"), HexFormat.of().parseHex(ENTRIES));
        Files.write(log.resolve("tile/0/000.p/3"), HexFormat.of().parseHex(HASHES));
    }

    @Test
    void log_thatHolds_is0() throws Exception {
        Outcome outcome = verify(
                "--key",
                KEY,
                "--witness",
                WITNESS,
                "--keep",
                log.resolve("kept").toString());

        assertThat(outcome.text()).contains("3 entries give the root that the log has signed");
        assertThat(outcome.exitCode()).isZero();
        assertThat(log.resolve("kept")).hasContent(CHECKPOINT + COSIGNATURE);
    }

    @Test
    void T15_changedEntry_is1() throws Exception {
        Files.write(log.resolve("tile/entries/000.p/3"), HexFormat.of().parseHex(ENTRIES.replace("6f6e65", "6f6e66")));

        Outcome outcome = verify("--key", KEY);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.text()).contains("is not what the entries give").doesNotContain("\tat ");
    }

    @Test
    void T15_missingTile_is1() throws Exception {
        Files.delete(log.resolve("tile/0/000.p/3"));

        assertThat(verify("--key", KEY).exitCode()).isEqualTo(1);
    }

    @Test
    void T15_checkpointOfAnotherKey_is1() throws Exception {
        Outcome outcome = verify("--key", "audit.example.com/acme/2026q4" + WITNESS.substring(WITNESS.indexOf('+')));

        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void T15_missingCosignature_is1() throws Exception {
        Files.writeString(log.resolve("checkpoint"), CHECKPOINT);

        Outcome outcome = verify("--key", KEY, "--witness", WITNESS);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.text()).contains("has not cosigned");
    }

    @Test
    void wrongUsage_is2() throws Exception {
        assertThat(verify().exitCode()).isEqualTo(2);
    }

    @Test
    void nothingToRead_is3() throws Exception {
        Files.delete(log.resolve("checkpoint"));

        assertThat(verify("--key", KEY).exitCode()).isEqualTo(3);
    }

    private record Outcome(int exitCode, String text) {}

    private Outcome verify(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstdout.encoding=UTF-8",
                Main.class.getName(),
                "audit",
                "verify",
                log.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Outcome(process.waitFor(), text);
    }
}
