package dev.claviger.local.engine;

/**
 * The database of one service with its two roles: the owner migrates, the app reads and writes rows.
 *
 * @param name a plain lower-case word, for it becomes part of SQL
 */
public record Database(String name, String ownerPassword, String appPassword) {
    public Database {
        if (!name.matches("[a-z][a-z0-9_]{0,50}")) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
    }

    public String owner() {
        return name + "_owner";
    }

    public String app() {
        return name + "_app";
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "Database[" + name + "]";
    }
}
