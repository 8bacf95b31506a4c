package dev.claviger.audit.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Feed;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The worked example of audit-log.md 2.2, and what a leaf keeps to itself. */
class LeafTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SALT = HEX.parseHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");

    @Test
    void commitment_isTheSpecifiedOne() {
        byte[] payload = "{\"actor\":{\"id\":\"u-17\",\"ip\":\"198.51.100.7\"}}".getBytes(UTF_8);

        assertThat(HEX.formatHex(Leaf.commitment(SALT, payload)))
                .isEqualTo("eaaf0f2e4571a5f5f5a8ac33605ae8f93ef791fe06fa0d2cfcca71f29855ea12");
    }

    @Test
    void hash_isThatOfTheExactBytes() {
        String leaf =
                "{\"v\":1,\"id\":\"0199c0de-0000-7000-8000-000000000001\",\"t\":1767225600000,\"type\":\"secret.read\","
                        + "\"out\":\"success\",\"who\":\"6q8PLkVxpfX1qKwzYFro-T73kf4G-g0s_Mpx8phV6hI\"}";

        assertThat(HEX.formatHex(Hash.leaf(leaf.getBytes(UTF_8)).bytes()))
                .isEqualTo("d947b9a12c5a0f92e8455c6757b0b754f95a954f55bee913236005b12c7fe474");
    }

    @Test
    void T13_leaf_tellsNothingPersonal() {
        AccessEvent event = Feed.read(UUID.randomUUID());
        byte[] bytes = new EventEncoder("vault-service").encode(event, UUID.randomUUID(), 1);
        Entry entry = new Entry("any", event.id(), event.time(), RecordedEvent.read(bytes), Buffer.buffer(bytes));

        String leaf = Leaf.of(entry, SALT).envelope().toString();

        assertThat(leaf)
                .matches(
                        "\\{\"v\":1,\"id\":\"%s\",\"t\":%d,\"type\":\"get-secret\",\"out\":\"success\",\"ev\":\"[\\w-]{43}\"}"
                                .formatted(event.id(), event.time().toEpochMilli()));
        assertThat(leaf.length()).isLessThan(1024);
    }

    @Test
    void T13_nameThatAProducerMadeUp_isNotInTheLeaf() {
        AccessEvent event = Feed.begin("read by Jane Doe <jane@example.com>");
        byte[] bytes = new EventEncoder("vault-service").encode(event, UUID.randomUUID(), 1);
        Entry entry = new Entry("any", event.id(), event.time(), RecordedEvent.read(bytes), Buffer.buffer(bytes));

        assertThat(Leaf.of(entry, SALT).envelope().toString()).contains("\"type\":\"other\"");
    }
}
