package dev.claviger.sync.rotationtarget;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.connection.Connection;
import dev.claviger.sync.connection.PostgresClient;
import dev.claviger.sync.connection.PostgresRefused;
import dev.claviger.sync.connection.PostgresWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PasswordUtil;

/**
 * Two logins of a PostgreSQL server, which take turns. The server is given the SCRAM verifier of a password and never the password, so that
 * none can stand in its log or its statistics; a statement of the user's own gets the password itself.
 */
@ApplicationScoped
class PostgresTarget implements RotationTarget {
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_STATEMENT = 4_096;

    /** What can end neither an identifier nor a text, whatever quotes the statement puts around it. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.@-]*");

    private static final Pattern UNSAFE_SYMBOLS = Pattern.compile("['\"`\\\\;{}$%]");

    private final PostgresClient client;
    private final RandomGenerator chance;

    PostgresTarget(PostgresClient client, RandomGenerator chance) {
        this.client = client;
        this.chance = chance;
    }

    static void check(Validation valid, RotationParameters given) {
        checkName(valid, "parameters.username1", given.username1());
        checkName(valid, "parameters.username2", given.username2());
        valid.check(
                given.username1() == null || !given.username1().equals(given.username2()),
                "parameters.username2",
                "Must be another login than username1, so that one works while the other changes");
        if (given.rotationStatement() != null) {
            checkStatement(valid, given, given.rotationStatement());
        }
    }

    private static void checkName(Validation valid, String field, @Nullable String name) {
        valid.check(
                name != null
                        && !name.isBlank()
                        && name.getBytes(UTF_8).length <= LONGEST_NAME
                        && name.chars().noneMatch(Character::isISOControl),
                field,
                "Must be the name of a login, of at most %d bytes".formatted(LONGEST_NAME));
    }

    private static void checkStatement(Validation valid, RotationParameters given, String statement) {
        valid.check(
                statement.length() <= LONGEST_STATEMENT
                        && statement.indexOf('\0') < 0
                        && statement.contains("{{username}}")
                        && statement.contains("{{password}}"),
                "parameters.rotationStatement",
                "Must contain {{username}} and {{password}}, and have at most %d characters"
                        .formatted(LONGEST_STATEMENT));
        valid.check(
                PLAIN_NAME
                                .matcher(Objects.requireNonNullElse(given.username1(), ""))
                                .matches()
                        && PLAIN_NAME
                                .matcher(Objects.requireNonNullElse(given.username2(), ""))
                                .matches(),
                "parameters.rotationStatement",
                "Cannot be used with logins whose names hold other characters than letters, digits, _ . @ and -");
        valid.check(
                !UNSAFE_SYMBOLS.matcher(given.passwords().symbols()).find(),
                "parameters.passwordRequirements.allowedSymbols",
                "Must not hold quotes, backslashes, semicolons, braces, $ or % when there is a rotationStatement");
    }

    @Override
    public Generated draw(RotationParameters parameters, int slot) {
        Map<String, Secret> parts = new LinkedHashMap<>();
        parts.put(USERNAME, Secret.of(parameters.username(slot)));
        parts.put(PASSWORD, parameters.passwords().draw(chance));
        return new Generated(parts);
    }

    @Override
    public Uni<Generated> set(At at, Generated fresh) {
        return change(at, fresh.part(USERNAME).reveal(), fresh.part(PASSWORD)).replaceWith(fresh);
    }

    /** A password that nobody is told. */
    @Override
    public Uni<Void> revoke(At at, Generated old) {
        return change(
                at, old.part(USERNAME).reveal(), at.parameters().passwords().draw(chance));
    }

    private Uni<Void> change(At at, String username, Secret password) {
        @Nullable String own = at.parameters().rotationStatement();
        Secret statement = own == null ? alterRole(username, password) : filled(own, username, password);
        return client.run(connection(at), running(statement))
                .onFailure(PostgresRefused.class)
                .transform(refused -> refused(username, refused))
                .replaceWithVoid();
    }

    private static PostgresWork<Boolean> running(Secret statement) {
        return server -> {
            server.setAutoCommit(false);
            try (Statement change = server.createStatement()) {
                change.setEscapeProcessing(false);
                boolean _ = change.execute(statement.reveal());
            }
            server.commit();
            return true;
        };
    }

    private static Secret alterRole(String username, Secret password) {
        String verifier = PasswordUtil.encodeScramSha256(password.reveal().toCharArray());
        return Secret.of("ALTER ROLE %s PASSWORD '%s'".formatted(quoted(username), verifier));
    }

    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Both were checked to hold nothing that ends a quotation. */
    private static Secret filled(String statement, String username, Secret password) {
        return Secret.of(statement.replace("{{username}}", username).replace("{{password}}", password.reveal()));
    }

    private static TargetRefused refused(String username, PostgresRefused refused) {
        String why = switch (refused.state()) {
            case "42501" ->
                " The connection's account may not change this login. Grant it CREATEROLE and, from PostgreSQL 16 on,"
                        + " the login WITH ADMIN OPTION.";
            case "42704" -> " There is no such login. Create it first.";
            default -> "";
        };
        return new TargetRefused(
                refused.mayPass(),
                "The password of the login '%s' was not changed: %s%s".formatted(username, refused.text(), why));
    }

    @Override
    public Uni<Void> prove(At at, Generated fresh) {
        String username = fresh.part(USERNAME).reveal();
        return logIn(at, fresh)
                .onFailure(PostgresRefused.class)
                .transform(refused -> unproved(username, refused))
                .replaceWithVoid();
    }

    private static RuntimeException unproved(String username, PostgresRefused refused) {
        String text = "The login '%s' does not work with its new password: %s".formatted(username, refused.text());
        return refused.mayPass() ? new TargetRefused(true, text) : new NotProved(text);
    }

    @Override
    public Uni<Boolean> isTaken(At at, Generated old) {
        return logIn(at, old)
                .onFailure(failed -> failed instanceof PostgresRefused refused && refused.deniedLogin())
                .recoverWithItem(false)
                .onFailure(PostgresRefused.class)
                .transform(refused -> new TargetRefused(
                        true,
                        "Nobody can tell whether the old password of '%s' still works: %s"
                                .formatted(old.part(USERNAME).reveal(), refused.text())));
    }

    private Uni<Boolean> logIn(At at, Generated login) {
        return client.runAs(connection(at), login.part(USERNAME).reveal(), login.part(PASSWORD), server -> {
            try (Statement question = server.createStatement()) {
                return question.execute("SELECT 1");
            }
        });
    }

    private static Connection connection(At at) {
        return Objects.requireNonNull(at.connection(), "a PostgreSQL rotation has a connection");
    }
}
