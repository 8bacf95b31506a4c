package dev.claviger.drills;

import dev.claviger.local.suite.ServiceProcess;
import java.util.List;

/** One of two replicas of vault-service, and then audit-service, are killed and come back. */
final class ReplicaDrill implements Drill {

    @Override
    public String name() {
        return "replica";
    }

    @Override
    public String about() {
        return "kill -9 of one of two replicas of vault-service, then of audit-service; half of the clients go to the dead replica";
    }

    @Override
    public Findings play(Stage stage) {
        ServiceProcess second = stage.suite().anotherVault();
        return Interruption.under(name(), stage, List.of(stage.vault(), second.url()), traffic -> {
            killAndStart(second);
            Interruption.awaitTraffic(traffic, "between");
            killAndStart(stage.suite().audit());
            return List.of();
        });
    }

    private static void killAndStart(ServiceProcess service) {
        service.kill();
        service.start();
    }
}
