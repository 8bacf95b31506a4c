package dev.claviger.auth.ldap;

import com.unboundid.ldap.sdk.DN;
import dev.claviger.auth.certificate.CaCertificates;
import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.method.Wish;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.Validation;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code POST} and {@code PATCH} say about a configuration (http-api.md 6.5). Absent or null is the default, or what stands already.
 *
 * @param templateId templates are not offered
 */
record LdapAuthRequest(
        @Nullable String url,
        @Nullable Boolean startTls,
        @Nullable String bindDN,
        @Nullable Secret bindPass,
        @Nullable String searchBase,
        @Nullable String searchFilter,
        @Nullable List<@Nullable Field> allowedFields,
        @Nullable String ldapCaCertificate,
        @Nullable String templateId,
        @Nullable Boolean lockoutEnabled,
        @Nullable Long lockoutThreshold,
        @Nullable Long lockoutDurationSeconds,
        @Nullable Long lockoutCounterResetSeconds,
        @Nullable List<TrustedIps.Given> accessTokenTrustedIps,
        @Nullable Long accessTokenTTL,
        @Nullable Long accessTokenMaxTTL,
        @Nullable Long accessTokenNumUsesLimit)
        implements Wish<LdapSettings> {
    private static final int MOST_CHARACTERS = 1024;
    private static final int MOST_FIELDS = 20;
    private static final int MOST_VALUE = 4096;
    private static final Secret NONE = Secret.of("");
    private static final URI NOWHERE = URI.create("ldaps://invalid");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,127}|[0-9]+(?:\\.[0-9]+){1,20}");

    static final LdapAuthRequest EMPTY = new LdapAuthRequest(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** An attribute that an entry must have. */
    public record Field(@Nullable String key, @Nullable String value) {}

    @Override
    public LdapSettings unset() {
        return new LdapSettings(
                new LdapServer(NOWHERE, false, ""), "", NONE, "", SearchFilter.DEFAULT, List.of(), Lockout.DEFAULT);
    }

    @Override
    public void requireForNew(Validation input) {
        var _ = input.text("url", url);
        var _ = input.text("bindDN", bindDN);
        var _ = input.text("searchBase", searchBase);
        input.check(bindPass != null && bindPass.hasText(), "bindPass", "Required");
    }

    @Override
    public Optional<String> tooWide(LdapSettings settings) {
        return settings.bindsSomebody()
                ? Optional.empty()
                : Optional.of(
                        "Name allowedFields, or let searchFilter ask for more than {{username}}, such as a group: without that"
                                + " everybody in the directory could log in.");
    }

    @Override
    public LdapSettings settings(Validation input, LdapSettings old) {
        input.check(templateId == null || templateId.isBlank(), "templateId", "Templates are not offered");
        LdapServer server = server(input, old.server());
        SearchFilter filter = new SearchFilter(
                input.text("searchFilter", searchFilter, old.filter().template()));
        input.check(
                filter.isUsable(),
                "searchFilter",
                "Must be an LDAP filter of at most 1024 characters that has {{username}} as a value, such as (uid={{username}})");
        LdapSettings settings = new LdapSettings(
                server,
                name(input, "bindDN", bindDN, old.bindDn()),
                bindPass == null || !bindPass.hasText() ? old.bindPass() : bindPass,
                name(input, "searchBase", searchBase, old.searchBase()),
                filter,
                fields(input, old.fields()),
                Lockout.read(
                        input,
                        lockoutEnabled,
                        lockoutThreshold,
                        lockoutDurationSeconds,
                        lockoutCounterResetSeconds,
                        old.lockout()));
        input.check(
                settings.bindPass().reveal().length() <= MOST_CHARACTERS,
                "bindPass",
                "Must have at most 1024 characters");
        requirePasswordAgain(input, server, old);
        return settings;
    }

    private LdapServer server(Validation input, LdapServer old) {
        LdapServer server = new LdapServer(
                url(input, old.url()),
                startTls == null ? old.startTls() : startTls,
                CaCertificates.read(input, "ldapCaCertificate", ldapCaCertificate, old.caCert()));
        input.check(
                !(server.isLdaps() && server.startTls()),
                "startTls",
                "Is for ldap; a connection of ldaps is encrypted already");
        return server;
    }

    private URI url(Validation input, URI old) {
        if (url == null || url.isBlank()) {
            return old;
        }
        URI given = parse(url.strip());
        boolean isPlain = ("ldap".equalsIgnoreCase(given.getScheme()) || "ldaps".equalsIgnoreCase(given.getScheme()))
                && given.getHost() != null
                && given.getRawUserInfo() == null
                && given.getRawQuery() == null
                && given.getRawFragment() == null
                && (Objects.requireNonNullElse(given.getRawPath(), "").isEmpty()
                        || given.getRawPath().equals("/"))
                && given.getPort() <= 65_535
                && given.getPort() != 0;
        input.check(
                isPlain, "url", "Must be a URL such as ldaps://directory.example.com:636, without anything behind it");
        return isPlain ? given : old;
    }

    private static URI parse(String text) {
        try {
            return text.length() <= MOST_CHARACTERS ? URI.create(text) : URI.create("");
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }

    private static String name(Validation input, String field, @Nullable String given, String old) {
        String name = input.text(field, given, old);
        input.check(
                name.isEmpty() || (name.length() <= MOST_CHARACTERS && DN.isValidDN(name)),
                field,
                "Must be a distinguished name such as ou=people,dc=example,dc=com");
        return name;
    }

    private List<AllowedField> fields(Validation input, List<AllowedField> old) {
        if (allowedFields == null) {
            return old;
        }
        input.check(
                allowedFields.size() <= MOST_FIELDS, "allowedFields", "Must have at most " + MOST_FIELDS + " entries");
        return allowedFields.stream()
                .limit(MOST_FIELDS)
                .map(field -> field == null ? new Field(null, null) : field)
                .map(field -> field(input, field))
                .toList();
    }

    private static AllowedField field(Validation input, Field given) {
        AllowedField field = new AllowedField(
                input.text("allowedFields", given.key, ""), input.text("allowedFields", given.value, ""));
        input.check(
                ATTRIBUTE.matcher(field.key()).matches()
                        && !field.value().isEmpty()
                        && field.value().length() <= MOST_VALUE,
                "allowedFields",
                "Must have a key, which is the name of an attribute, and a value of at most 4096 characters each");
        return field;
    }

    /** Whoever may change the address could else have the stored password sent to a server of his own. */
    private void requirePasswordAgain(Validation input, LdapServer server, LdapSettings old) {
        boolean goesElsewhere = !server.equals(old.server());
        input.check(
                !goesElsewhere || !old.bindPass().hasText() || (bindPass != null && bindPass.hasText()),
                "bindPass",
                "Give it again when url, startTls or ldapCaCertificate changes: the stored one is not sent to another server");
    }
}
