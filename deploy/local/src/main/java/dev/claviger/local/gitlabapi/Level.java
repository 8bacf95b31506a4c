package dev.claviger.local.gitlabapi;

/** Where variables live. */
enum Level {
    PROJECT("Variable", "project ci variables", 8_000),
    GROUP("GroupVariable", "group ci variables", 30_000),
    INSTANCE("InstanceVariable", "instance ci variables", 25);

    private final String recordName;
    private final String countName;
    private final int limit;

    Level(String recordName, String countName, int limit) {
        this.recordName = recordName;
        this.countName = countName;
        this.limit = limit;
    }

    String recordName() {
        return recordName;
    }

    String countName() {
        return countName;
    }

    /** How many there may be unless an administrator says otherwise. */
    int limit() {
        return limit;
    }
}
