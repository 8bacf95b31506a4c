package dev.claviger.kernel;

import dev.claviger.kernel.crypto.KeyConfig;
import dev.claviger.kernel.crypto.Rings;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.outbound.AddressResolver;
import io.quarkus.arc.DefaultBean;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.mutiny.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** What every service gets injected and tests replace: time, ids, the root keys. */
@ApplicationScoped
class Wiring {
    /** Longer statements would be parsed and planned anew each time; the client's own limit is 2048, and ours reach 3000. */
    private static final int LONGEST_PREPARED = 16_384;

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @DefaultBean
    Ids ids(Clock clock) {
        return new Ids(clock, new SecureRandom());
    }

    @Produces
    @Singleton
    @DefaultBean
    RootRing rootRing(KeyConfig config, Vertx vertx, AddressResolver resolver) {
        return new Rings(config, vertx, resolver).ring();
    }

    /** The pool of the database, which keeps long statements prepared, too. */
    @Produces
    @Singleton
    @DefaultBean
    PgPoolCreator pools() {
        return input -> {
            input.pgConnectOptionsList()
                    .forEach(options -> options.setPreparedStatementCacheSqlLimit(LONGEST_PREPARED));
            return PgBuilder.pool()
                    .with(input.poolOptions())
                    .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                    .using(input.vertx())
                    .build();
        };
    }
}
