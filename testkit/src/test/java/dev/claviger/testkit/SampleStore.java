package dev.claviger.testkit;

import io.vertx.mutiny.sqlclient.Pool;

/** A store whose nested record touches SQL as well. */
record SampleStore(Pool pool) {
    record Row(io.vertx.mutiny.sqlclient.Row row) {}
}
