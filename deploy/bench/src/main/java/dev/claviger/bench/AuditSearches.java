package dev.claviger.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;

/** How fast entries of a log are found and proved, by several who ask at once. */
final class AuditSearches {
    private static final int SEARCHERS = 4;

    private final Stage stage;
    private final List<UUID> known;
    private final String dates;
    private final List<Figures> figures = new ArrayList<>();

    /**
     * @param known some events of the log
     * @param dates the time to look in, as parameters; empty for the usual one
     */
    AuditSearches(Stage stage, List<UUID> known, String dates) {
        this.stage = stage;
        this.known = known;
        this.dates = dates;
    }

    /** Each search for so long. */
    List<Figures> measure(Duration time) {
        String audit = stage.suite().audit().url();
        String logs = audit + "/api/v1/organization/audit-logs?limit=100" + dates;
        try (Load load = new Load()) {
            find(load, time, "search: newest 100", number -> logs);
            find(
                    load,
                    time,
                    "search: 100 of an actor",
                    number -> logs + "&actor=" + EventFeed.actor((int) (number % EventFeed.ACTORS)));
            find(
                    load,
                    time,
                    "search: 100 of a secret",
                    number -> logs + "&secretId=" + EventFeed.secret((int) (number % EventFeed.SECRETS)));
            find(load, time, "search: of an event name that is rare", number -> logs + "&eventType=create-identity");
            find(load, time, "search: of a pipeline", number -> logs + "&pipelineId=" + number % 100_000);
            find(load, time, "search: 100 of an address", number -> logs + "&ipAddress=198.51.100.7");
            find(
                    load,
                    time,
                    "search: 100 of a name of a secret",
                    number -> logs + "&secretKey=KEY_" + number % EventFeed.SECRETS);
            find(load, time, "search: 100 of a person on a ref", number -> logs + "&gitlabUser=mona&ref=main");
            find(
                    load,
                    time,
                    "search: 100 of a value in the metadata",
                    number -> logs + "&eventMetadata=secretKey=KEY_" + number % EventFeed.SECRETS);
            find(load, time, "search: a value in no metadata", number -> logs + "&eventMetadata=reason=none-" + number);
            find(load, time, "search: newest 1", number -> logs.replace("limit=100", "limit=1"));
            find(
                    load,
                    time,
                    "provenance of a job",
                    number -> audit + "/api/x/provenance?jobId=" + number % 1_000_000 + dates);
            find(
                    load,
                    time,
                    "proof of an event",
                    number -> audit + "/api/x/logs/proofs/" + known.get((int) (number % known.size())));
        }
        return figures;
    }

    private void find(Load load, Duration time, String name, LongFunction<String> url) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + stage.token(), "User-Agent", "bench");
        LongFunction<Load.Call> call =
                number -> new Load.Call(HttpMethod.GET, url.apply(number), headers, Buffer.buffer());
        var _ = load.during(name, SEARCHERS, time.dividedBy(4), call);
        figures.add(load.during(name, SEARCHERS, time, call));
    }
}
