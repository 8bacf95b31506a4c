package dev.claviger.audit.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.NoteKeys;
import dev.claviger.audit.shard.SigningKey;
import dev.claviger.verifier.Checkpoint;
import dev.claviger.verifier.LogRefused;
import dev.claviger.verifier.VerifierKey;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The worked example of audit-log.md 1.8, to the byte. */
class NoteTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String ORIGIN = "audit.example.com/acme/2026q4";
    private static final SigningKey LOG =
            SigningKey.ofSeed(HEX.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    private static final SigningKey WITNESS =
            SigningKey.ofSeed(HEX.parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"));
    private static final TreeHead HEAD =
            new TreeHead(3, Hash.of(HEX.parseHex("5aac771c899ac292e74bf1afe2e6e302f8b55883b2d1bf197b46a6bea6dabca9")));
    private static final String LOG_KEY = ORIGIN + "+2d2d91d0+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
    private static final String WITNESS_KEY =
            "witness.example.com/w1+969980cf+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
    private static final String SIGNED = """
            audit.example.com/acme/2026q4
            3
            Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=

            — audit.example.com/acme/2026q4 LS2R0F3/eaLRCPznFkxqndhabolUp0v39VGsGGYeiMjn+TI4DIqAcWglBg/TouXBr6Krub6HjSKOnx485jQ0/27HZw8=
            """;
    private static final String COSIGNATURE =
            "— witness.example.com/w1 lpmAzwAAAABpVbkA7+hlM53L6d5m7pj53/kCQMoP47oOH4XYajt01tgXDGrR/BzM3KPc+HI5D2MXgFGXP+jo5IPTOGVOrj0LgjXXBw==\n";

    @Test
    void checkpoint_isTheSpecifiedOne() {
        assertThat(Note.sign(ORIGIN, HEAD, LOG)).isEqualTo(SIGNED);
    }

    @Test
    void cosignature_isTheSpecifiedOne() {
        assertThat(Note.cosign(Note.body(ORIGIN, HEAD), "witness.example.com/w1", WITNESS, 1767225600))
                .isEqualTo(COSIGNATURE);
    }

    @Test
    void keys_haveTheSpecifiedNames() {
        assertThat(NoteKeys.verifierKey(ORIGIN, NoteKeys.ED25519, LOG.publicKey()))
                .isEqualTo(LOG_KEY);
        assertThat(NoteKeys.verifierKey("witness.example.com/w1", NoteKeys.COSIGNATURE, WITNESS.publicKey()))
                .isEqualTo(WITNESS_KEY);
    }

    @Test
    void verifier_opensTheExample() {
        Checkpoint opened = Checkpoint.open(
                SIGNED + COSIGNATURE, VerifierKey.parse(LOG_KEY), List.of(VerifierKey.parse(WITNESS_KEY)));

        assertThat(opened.size()).isEqualTo(3);
        assertThat(opened.root()).isEqualTo(HEAD.root().bytes());
        assertThat(opened.witnesses()).containsExactly("witness.example.com/w1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3\nWqx", "LS2R0F3/eaLR", "lpmAzwAAAABpVbkA", "— audit", "\n\n", "acme/2026q4\n3"})
    void T15_verifier_refusesWhatWasChanged(String place) {
        String note = SIGNED + COSIGNATURE;
        String changed = note.replace(place, place.substring(0, place.length() - 1) + "0");

        assertThatThrownBy(() ->
                        Checkpoint.open(changed, VerifierKey.parse(LOG_KEY), List.of(VerifierKey.parse(WITNESS_KEY))))
                .isInstanceOf(LogRefused.class);
    }
}
