package dev.claviger.auth.ldap;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.method.Attached;
import dev.claviger.auth.method.SharedAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as answers show it (http-api.md 6.5). The password of the searching account is in none of them.
 *
 * @param ldapCaCertificate left out when the configuration is deleted
 * @param warnings what is accepted but should not stay so
 */
record LdapAuthAnswer(
        @JsonUnwrapped SharedAnswer shared,
        String url,
        boolean startTls,
        String bindDN,
        String searchBase,
        String searchFilter,
        List<Field> allowedFields,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ldapCaCertificate,
        @Nullable String templateId,
        boolean lockoutEnabled,
        int lockoutThreshold,
        long lockoutDurationSeconds,
        long lockoutCounterResetSeconds,
        List<String> warnings) {

    /** An attribute that an entry must have. */
    public record Field(String key, String value) {}

    static One of(Attached<LdapSettings> attached) {
        return of(attached, attached.settings().server().caCert());
    }

    static One ofDeleted(Attached<LdapSettings> attached) {
        return of(attached, null);
    }

    private static One of(Attached<LdapSettings> attached, @Nullable String caCert) {
        LdapSettings settings = attached.settings();
        Lockout lockout = settings.lockout();
        return new One(new LdapAuthAnswer(
                SharedAnswer.of(attached),
                settings.server().url().toString(),
                settings.server().startTls(),
                settings.bindDn(),
                settings.searchBase(),
                settings.filter().template(),
                settings.fields().stream()
                        .map(field -> new Field(field.key(), field.value()))
                        .toList(),
                caCert,
                null,
                lockout.enabled(),
                lockout.threshold(),
                lockout.duration(),
                lockout.counterReset(),
                warnings(settings)));
    }

    private static List<String> warnings(LdapSettings settings) {
        List<String> warnings = new ArrayList<>();
        if (!settings.server().isEncrypted()) {
            warnings.add("url is ldap without startTls: passwords travel readable.");
        }
        if (!settings.lockout().enabled()) {
            warnings.add("lockoutEnabled is off: only the directory slows guessing down.");
        }
        return warnings;
    }

    /** What stands around it. */
    public record One(LdapAuthAnswer identityLdapAuth) {}
}
