package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.sqllogin.Malformed;
import dev.claviger.sync.sqllogin.PasswordRequirements;
import dev.claviger.sync.sqllogin.SqlAccount;
import dev.claviger.sync.sqllogin.SqlScript;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Inputs as requests give them. What is absent stays as it is; empty text is none.
 *
 * @param client which server it is
 */
record InputsWish(
        @Nullable String client,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String database,
        @Nullable String username,
        @Nullable Secret password,
        @Nullable String creationStatement,
        @Nullable String revocationStatement,
        @Nullable String renewStatement,
        @Nullable String ca,
        @Nullable PasswordRequirements passwordRequirements,
        @Nullable Boolean sslEnabled,
        @Nullable Boolean sslRejectUnauthorized,
        @Nullable String gatewayId,
        @Nullable String gatewayPoolId) {
    static final String POSTGRES = "postgres";
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_STATEMENT = 32_768;

    /** It stands in statements; PostgreSQL itself would take more. */
    private static final Pattern DATABASE = Pattern.compile("[^\\x00-\\x1f\\x7f'\"`\\\\;$]{1,63}");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    /** All that is needed for logins of a new dynamic secret. */
    Inputs checked(String field, Validation valid) {
        requireTrust(field, valid);
        Secret given = password == null ? Secret.of("") : password;
        valid.check(given.hasText(), field + ".password", "Required");
        Inputs inputs = new Inputs(
                new SqlAccount(
                        valid.text(field + ".host", host),
                        port == null ? 0 : port,
                        valid.text(field + ".database", database),
                        valid.text(field + ".username", username),
                        given,
                        text(ca, ""),
                        sslEnabled),
                valid.text(field + ".creationStatement", creationStatement),
                valid.text(field + ".revocationStatement", revocationStatement),
                text(renewStatement, ""),
                passwordRequirements);
        return sound(field, valid, inputs);
    }

    /** What is given in place of what was there. A password does not follow its account to another server. */
    Inputs checked(String field, Validation valid, Inputs before) {
        requireTrust(field, valid);
        SqlAccount old = before.account();
        SqlAccount account = new SqlAccount(
                text(host, old.host()),
                Objects.requireNonNullElse(port, old.port()),
                text(database, old.database()),
                text(username, old.username()),
                password == null || !password.hasText() ? old.password() : password,
                ca == null ? old.ca() : ca,
                sslEnabled == null ? old.isEncrypted() : sslEnabled);
        boolean staysThere = account.host().equalsIgnoreCase(old.host())
                && account.port() == old.port()
                && account.ca().equals(old.ca())
                && Objects.equals(account.isEncrypted(), old.isEncrypted());
        valid.check(
                staysThere || (password != null && password.hasText()),
                field + ".password",
                "Give the password again when the host, the port or the encryption changes");
        return sound(
                field,
                valid,
                new Inputs(
                        account,
                        text(creationStatement, before.creationStatement()),
                        text(revocationStatement, before.revocationStatement()),
                        renewStatement == null ? before.renewStatement() : renewStatement.strip(),
                        passwordRequirements == null ? before.passwordRequirements() : passwordRequirements));
    }

    private void requireTrust(String field, Validation valid) {
        valid.check(
                !Boolean.FALSE.equals(sslRejectUnauthorized),
                field + ".sslRejectUnauthorized",
                "Certificates are always checked; give the authority that signed yours in ca");
        valid.check(isAbsent(gatewayId), field + ".gatewayId", "Gateways do not exist here; leave it out");
        valid.check(isAbsent(gatewayPoolId), field + ".gatewayPoolId", "Gateways do not exist here; leave it out");
    }

    private static Inputs sound(String field, Validation valid, Inputs inputs) {
        SqlAccount account = inputs.account();
        valid.check(HOST.matcher(account.host()).matches(), field + ".host", "Must be the name or address of a host");
        valid.check(account.port() > 0 && account.port() < 65_536, field + ".port", "Must be between 1 and 65535");
        valid.check(
                DATABASE.matcher(account.database()).matches(),
                field + ".database",
                "Must have at most 63 characters, without quotation marks, back slash, dollar and semicolon");
        valid.check(isName(account.username()), field + ".username", "Must have at most 255 characters");
        requireScript(field + ".creationStatement", valid, inputs.creationStatement(), SqlScript.CREATION, false);
        requireScript(field + ".revocationStatement", valid, inputs.revocationStatement(), SqlScript.REVOCATION, false);
        requireScript(field + ".renewStatement", valid, inputs.renewStatement(), SqlScript.RENEWAL, true);
        inputs.requirements().check(field + ".passwordRequirements", valid);
        return inputs;
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME && text.chars().noneMatch(Character::isISOControl);
    }

    private static void requireScript(
            String field, Validation valid, String text, Set<String> variables, boolean mayBeEmpty) {
        try {
            valid.check(text.length() <= LONGEST_STATEMENT, field, "Must have at most 32768 characters");
            valid.check(text.indexOf('\0') < 0, field, "Must not contain a NUL character");
            SqlScript script = SqlScript.parse(text, variables);
            valid.check(mayBeEmpty || !script.isEmpty(), field, "Must hold a statement");
            valid.check(
                    script.isEmpty() || script.uses("username"), field, "Must use {{username}}, the name of the login");
        } catch (Malformed malformed) {
            valid.check(false, field, malformed.text());
        }
    }

    private static boolean isAbsent(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static String text(@Nullable String given, String fallback) {
        return given == null || given.isBlank() ? fallback : given.strip();
    }
}
