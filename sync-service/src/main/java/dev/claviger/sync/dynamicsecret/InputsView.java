package dev.claviger.sync.dynamicsecret;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.sync.sqllogin.PasswordRequirements;
import dev.claviger.sync.sqllogin.SqlAccount;
import org.jspecify.annotations.Nullable;

/**
 * Inputs as they are answered to whoever may read them, with the password: Terraform compares it with what it wants. Nothing is in it that was
 * not given, apart from the defaults of http-api.md 8.2.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InputsView(
        String client,
        String host,
        int port,
        String database,
        String username,
        String password,
        String creationStatement,
        String revocationStatement,
        @Nullable String renewStatement,
        @Nullable String ca,
        @Nullable PasswordRequirements passwordRequirements,
        @Nullable Boolean sslEnabled,
        boolean sslRejectUnauthorized) {

    static InputsView of(Inputs inputs) {
        SqlAccount account = inputs.account();
        return new InputsView(
                InputsWish.POSTGRES,
                account.host(),
                account.port(),
                account.database(),
                account.username(),
                account.password().reveal(),
                inputs.creationStatement(),
                inputs.revocationStatement(),
                inputs.renewStatement().isEmpty() ? null : inputs.renewStatement(),
                account.ca().isEmpty() ? null : account.ca(),
                inputs.passwordRequirements(),
                account.isEncrypted(),
                true);
    }
}
