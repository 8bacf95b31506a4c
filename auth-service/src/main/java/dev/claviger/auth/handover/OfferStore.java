package dev.claviger.auth.handover;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Reads which organisations can be offered. */
@ApplicationScoped
class OfferStore {
    private static final String FIND = """
            SELECT o.slug, o.name FROM organization o JOIN sso_provider p ON p.org_id = o.id AND p.enabled
            WHERE o.slug = ANY($1) ORDER BY o.name, o.slug
            """;

    private final Pool pool;

    OfferStore(Pool pool) {
        this.pool = pool;
    }

    /** Those of these slugs that have a single sign-on, by name. */
    Uni<List<Offer>> find(Set<String> slugs) {
        return slugs.isEmpty()
                ? Uni.createFrom().item(List.of())
                : pool.preparedQuery(FIND)
                        .execute(Tuple.of(slugs.toArray(String[]::new)))
                        .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                                .map(OfferStore::toOffer)
                                .toList());
    }

    private static Offer toOffer(Row row) {
        return new Offer(row.getString("slug"), row.getString("name"));
    }
}
