package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** GitLab cannot renew tokens right now: 503. */
final class GitLabAway extends Failure {
    GitLabAway() {
        super(Kind.UNAVAILABLE, "GitLab does not renew the connection's tokens right now; it is asked again later.");
    }
}
