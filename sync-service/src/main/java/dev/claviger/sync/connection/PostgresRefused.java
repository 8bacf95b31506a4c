package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server did not do what it was asked to, or nobody can tell. It names the SQLSTATE and never the server's own words, in which
 * parts of a statement, and so of a password, may stand.
 */
public final class PostgresRefused extends Failure {
    private static final String NO_ANSWER = "";
    private static final String NO_LOGIN = "28";
    /** Connection lost, resources used up, object in use, stopped by an operator, transaction to be tried again. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");

    private final boolean atLogin;
    private final String state;

    private PostgresRefused(boolean atLogin, String state, String text) {
        super(isPassing(state) ? Kind.UNAVAILABLE : Kind.BAD_REQUEST, text);
        this.atLogin = atLogin;
        this.state = state;
    }

    static PostgresRefused login(SQLException refused) {
        String state = state(refused);
        return new PostgresRefused(true, state, "the server refused the login (SQLSTATE %s).".formatted(state));
    }

    static PostgresRefused statement(SQLException refused) {
        String state = state(refused);
        return new PostgresRefused(false, state, "the server refused the statement (SQLSTATE %s).".formatted(state));
    }

    static PostgresRefused silent() {
        return new PostgresRefused(false, NO_ANSWER, "the server did not answer in time.");
    }

    private static String state(SQLException refused) {
        @Nullable String state = refused.getSQLState();
        return state == null ? NO_ANSWER : state;
    }

    private static boolean isPassing(String state) {
        return state.length() < 2 || PASSING.contains(state.substring(0, 2));
    }

    /** Empty when the server gave none. */
    public String state() {
        return state;
    }

    /** Whether the server was there and does not know these credentials. */
    public boolean deniedLogin() {
        return atLogin && state.startsWith(NO_LOGIN);
    }

    /** Whether the same may work later. What was asked for may have been done all the same. */
    public boolean mayPass() {
        return isPassing(state);
    }
}
