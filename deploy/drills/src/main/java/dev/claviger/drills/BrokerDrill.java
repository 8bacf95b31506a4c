package dev.claviger.drills;

import java.util.List;

/** The only Kafka broker is killed and comes back while clients go on. */
final class BrokerDrill implements Drill {

    @Override
    public String name() {
        return "broker";
    }

    @Override
    public String about() {
        return "kill -9 of the only Kafka broker; clients go on, then it is started again";
    }

    @Override
    public Findings play(Stage stage) {
        return Interruption.under(name(), stage, List.of(stage.vault()), traffic -> {
            stage.suite().engines().kafka().kill();
            long before = traffic.reads().failed() + traffic.writes().failed();
            Interruption.awaitTraffic(traffic, "during");
            long failed = traffic.reads().failed() + traffic.writes().failed() - before;
            stage.suite().engines().kafka().start();
            return List.of("requests that failed while there was no broker: " + failed);
        });
    }
}
