package dev.claviger.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LongStatementTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LONG = "SELECT $1::integer AS number /* %s */".formatted("long ".repeat(1_000));

    @Inject
    Pool pool;

    @Test
    void longStatements_stayPrepared() {
        SqlConnection connection = pool.getConnection().await().atMost(SOON);
        try {
            var _ = connection.preparedQuery(LONG).execute(Tuple.of(1)).await().atMost(SOON);
            var _ = connection.preparedQuery(LONG).execute(Tuple.of(2)).await().atMost(SOON);

            long kept = connection
                    .preparedQuery("SELECT count(*) AS kept FROM pg_prepared_statements WHERE statement = $1")
                    .execute(Tuple.of(LONG))
                    .await()
                    .atMost(SOON)
                    .iterator()
                    .next()
                    .getLong("kept");

            assertThat(kept).isEqualTo(1);
        } finally {
            connection.close().await().atMost(SOON);
        }
    }
}
