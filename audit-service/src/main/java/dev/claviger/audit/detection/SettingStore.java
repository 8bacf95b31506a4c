package dev.claviger.audit.detection;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What organisations chose. */
@ApplicationScoped
class SettingStore {
    private static final String ALL =
            "SELECT rule, enabled, thresholds::text AS thresholds, off_asked_by FROM detection_setting WHERE org = $1";

    private static final String SET = """
        INSERT INTO detection_setting (org, rule, enabled, thresholds, off_asked_by, updated_at)
        VALUES ($1, $2, $3, $4::text::jsonb, $5, $6)
        ON CONFLICT (org, rule) DO UPDATE SET enabled = $3, thresholds = $4::text::jsonb, off_asked_by = $5, updated_at = $6
        """;

    private final Pool pool;

    SettingStore(Pool pool) {
        this.pool = pool;
    }

    /** @param offAskedBy who wants a guarded rule off; null for nobody */
    record Setting(
            boolean enabled,
            Map<String, Long> thresholds,
            @Nullable UUID offAskedBy) {
        static final Setting NORMAL = new Setting(true, Map.of(), null);

        Setting {
            thresholds = Map.copyOf(thresholds);
        }
    }

    Uni<Map<String, Setting>> of(String org) {
        return pool.preparedQuery(ALL).execute(Tuple.of(org)).map(SettingStore::settings);
    }

    Uni<Map<String, Setting>> of(RecordedTransaction transaction, String org) {
        return transaction.sql().preparedQuery(ALL).execute(Tuple.of(org)).map(SettingStore::settings);
    }

    /** Within a transaction that holds the organisation's settings. */
    Uni<Void> lock(RecordedTransaction transaction, String org) {
        return transaction
                .sql()
                .preparedQuery("SELECT pg_advisory_xact_lock(hashtext('detection_setting ' || $1))")
                .execute(Tuple.of(org))
                .replaceWithVoid();
    }

    Uni<Void> set(RecordedTransaction transaction, String org, String rule, Setting setting, Instant now) {
        Tuple values = Tuple.tuple()
                .addValue(org)
                .addValue(rule)
                .addValue(setting.enabled())
                .addValue(new JsonObject(Map.copyOf(setting.thresholds())).encode())
                .addValue(setting.offAskedBy())
                .addValue(now.atOffset(ZoneOffset.UTC));
        return transaction.sql().preparedQuery(SET).execute(values).replaceWithVoid();
    }

    private static Map<String, Setting> settings(Iterable<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toMap(row -> row.getString("rule"), SettingStore::setting));
    }

    private static Setting setting(Row row) {
        Map<String, Long> thresholds = new JsonObject(row.getString("thresholds"))
                .stream().collect(Collectors.toMap(Map.Entry::getKey, each -> ((Number) each.getValue()).longValue()));
        return new Setting(row.getBoolean("enabled"), thresholds, row.getUUID("off_asked_by"));
    }
}
