package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Failure;

/**
 * A statement was not done, or a login is not in the state it should be in: 400. Names the number of the statement and the SQLSTATE, never the
 * server's own words, in which parts of a statement, and so of a password, may stand.
 */
public final class SqlRefused extends Failure {
    private final String state;

    private SqlRefused(String state, String text) {
        super(Kind.BAD_REQUEST, text);
        this.state = state;
    }

    static SqlRefused statement(int number, String state) {
        return new SqlRefused(
                state, "The server refused statement %d (SQLSTATE %s%s).".formatted(number, state, meaning(state)));
    }

    static SqlRefused commit(String state) {
        return new SqlRefused(state, "The server refused to commit (SQLSTATE %s%s).".formatted(state, meaning(state)));
    }

    static SqlRefused login(String reason) {
        return new SqlRefused("", "Unable to validate connection: " + reason);
    }

    static SqlRefused stillThere() {
        return new SqlRefused(
                "",
                "The revocation statement was done, but the login is still there and can log in. It must drop the"
                        + " login, or take LOGIN from it.");
    }

    boolean isAboutSomethingMissing() {
        return state.equals("42704");
    }

    private static String meaning(String state) {
        return switch (state) {
            case "42501" -> ": the account lacks a right";
            case "42601" -> ": a syntax error";
            case "42704" -> ": the login or another object does not exist";
            case "42710" -> ": the login exists already";
            case "2BP01" -> ": objects depend on the login; reassign or drop them first";
            case "42P01", "3F000" -> ": a table or schema does not exist";
            case "55P03" -> ": a lock was not free";
            case "57014" -> ": it took too long";
            default -> "";
        };
    }
}
