package dev.claviger.audit.trail;

import dev.claviger.audit.merkle.Hash;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The entries that chain shards. What chains them stands in the leaf itself, for everybody who reads the tree. */
final class ShardEvents {
    static final String CLOSED = "shard.close";
    static final String OPENED = "shard.open";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private ShardEvents() {}

    static Entry closed(Ids ids, Instant now, String org, String nextOrigin, String nextKey) {
        AccessEvent event =
                begin(ids, now, org, CLOSED).with("nextOrigin", nextOrigin).with("nextVerifierKey", nextKey);
        return Entry.ours(org, event, "\"next\":{\"origin\":\"%s\",\"vkey\":\"%s\"}".formatted(nextOrigin, nextKey));
    }

    /** @param givenUp why the old one ended before its time; null where its quarter was over */
    static Entry opened(
            Ids ids, Instant now, String org, String oldOrigin, long size, Hash root, @Nullable String givenUp) {
        AccessEvent opened = begin(ids, now, org, OPENED)
                .with("previousOrigin", oldOrigin)
                .with("previousSize", size)
                .with("previousRoot", root.base64());
        AccessEvent event = givenUp == null ? opened : opened.with("previousGivenUp", givenUp);
        return Entry.ours(
                org,
                event,
                "\"prev\":{\"origin\":\"%s\",\"size\":%d,\"root\":\"%s\"}".formatted(oldOrigin, size, root.base64()));
    }

    private static AccessEvent begin(Ids ids, Instant now, String org, String name) {
        return AccessEvent.begin(ids.next(), now, name, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(org).orElse(null), Provenance.NONE);
    }
}
