package dev.claviger.sync.dynamicsecret;

import dev.claviger.sync.sqllogin.PasswordRequirements;
import dev.claviger.sync.sqllogin.SqlAccount;
import dev.claviger.sync.sqllogin.SqlScript;
import org.jspecify.annotations.Nullable;

/**
 * How logins are made at a PostgreSQL server. The statements were checked when they came.
 *
 * @param renewStatement empty for none
 * @param passwordRequirements null for the usual ones
 */
public record Inputs(
        SqlAccount account,
        String creationStatement,
        String revocationStatement,
        String renewStatement,
        @Nullable PasswordRequirements passwordRequirements) {

    public SqlScript creation() {
        return SqlScript.parse(creationStatement, SqlScript.CREATION);
    }

    public SqlScript revocation() {
        return SqlScript.parse(revocationStatement, SqlScript.REVOCATION);
    }

    public SqlScript renewal() {
        return SqlScript.parse(renewStatement, SqlScript.RENEWAL);
    }

    public PasswordRequirements requirements() {
        return passwordRequirements == null ? PasswordRequirements.USUAL : passwordRequirements;
    }

    /** Whether a login ends at the server when its lease was to end first, so that prolonging the lease alone helps nobody. */
    public boolean endsByItself() {
        return creation().uses("expiration") && renewal().isEmpty();
    }
}
