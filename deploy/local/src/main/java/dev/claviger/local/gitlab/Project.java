package dev.claviger.local.gitlab;

/** A project of the simulated GitLab. Ids are text, as in ID tokens. */
record Project(String id, String path, String namespaceId) {

    /** The project whose secrets are at stake. */
    static final Project LIGHTHOUSE = new Project("20", "harbour/lighthouse", "72");

    /** Another project of the same group. */
    static final Project FERRY = new Project("21", "harbour/ferry", "72");

    /** Somebody's fork of {@link #LIGHTHOUSE}. */
    static final Project FORK = new Project("77", "mallory/lighthouse", "75");

    /** {@link #LIGHTHOUSE} after it got another name. */
    static final Project RENAMED = new Project(LIGHTHOUSE.id, "harbour/beacon", LIGHTHOUSE.namespaceId);

    /** A newcomer that took the path which {@link #LIGHTHOUSE} once had. */
    static final Project RECLAIMED = new Project("404", LIGHTHOUSE.path, LIGHTHOUSE.namespaceId);

    String namespacePath() {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
