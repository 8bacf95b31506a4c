package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;
import dev.claviger.sync.sqllogin.NotMade;

/** The server did not make the login, or too late; whatever it has made is ended: 400. */
final class LeaseNotGiven extends Failure {
    private LeaseNotGiven(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static LeaseNotGiven because(NotMade problem) {
        return new LeaseNotGiven("The login was not made: " + problem.text());
    }

    static LeaseNotGiven meanwhile() {
        return new LeaseNotGiven(
                "The dynamic secret was deleted, or the server took too long. The login is ended; try again.");
    }
}
