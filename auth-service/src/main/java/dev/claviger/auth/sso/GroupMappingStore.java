package dev.claviger.auth.sso;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.sso.GroupMapping.Entry;
import dev.claviger.auth.sso.GroupMappings.Wish;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of mappings of groups. */
@ApplicationScoped
class GroupMappingStore {
    private static final String FIND = """
            SELECT m.claim_value, m.group_id, m.maker_reach, g.name, g.slug
            FROM sso_group_mapping m JOIN org_group g ON g.id = m.group_id
            WHERE m.provider_id = $1 ORDER BY m.claim_value, g.slug
            """;

    private static final String CLEAR = "DELETE FROM sso_group_mapping WHERE provider_id = $1";

    private static final String INSERT = """
            INSERT INTO sso_group_mapping (provider_id, claim_value, group_id, maker_reach, made_at)
            SELECT $1, wanted.claim_value, wanted.group_id, $4, $5
            FROM unnest($2::text[], $3::uuid[]) AS wanted (claim_value, group_id)
            """;

    Uni<GroupMapping> find(RecordedTransaction tx, UUID providerId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(providerId))
                .map(rows -> new GroupMapping(StreamSupport.stream(rows.spliterator(), false)
                        .map(GroupMappingStore::toEntry)
                        .toList()));
    }

    /** In place of what was there. */
    Uni<Void> replace(RecordedTransaction tx, UUID providerId, List<Wish> wishes, JsonObject makerReach, Instant now) {
        Tuple rows = Tuple.tuple()
                .addUUID(providerId)
                .addArrayOfString(wishes.stream().map(Wish::claimValue).toArray(String[]::new))
                .addArrayOfUUID(wishes.stream().map(Wish::groupId).toArray(UUID[]::new))
                .addJsonObject(makerReach)
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
        return tx.sql()
                .preparedQuery(CLEAR)
                .execute(Tuple.of(providerId))
                .chain(() -> tx.sql().preparedQuery(INSERT).execute(rows))
                .replaceWithVoid();
    }

    private static Entry toEntry(Row row) {
        return new Entry(
                row.getString("claim_value"),
                row.getUUID("group_id"),
                row.getString("name"),
                row.getString("slug"),
                ReachStore.kept(row.getJsonObject("maker_reach")));
    }
}
