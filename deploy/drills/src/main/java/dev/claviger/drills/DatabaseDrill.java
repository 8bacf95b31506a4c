package dev.claviger.drills;

import dev.claviger.local.engine.PostgresStandby;
import java.util.List;

/** PostgreSQL is killed, and its synchronous standby takes over. */
final class DatabaseDrill implements Drill {

    @Override
    public String name() {
        return "database";
    }

    @Override
    public String about() {
        return "kill -9 of PostgreSQL; the synchronous standby is promoted and takes its address";
    }

    @Override
    public Findings play(Stage stage) {
        try (PostgresStandby standby =
                stage.suite().engines().standby(stage.data().resolve("standby"))) {
            return Interruption.under(name(), stage, List.of(stage.vault()), traffic -> {
                stage.suite().engines().postgres().kill();
                standby.takeOver();
                return List.of();
            });
        }
    }
}
