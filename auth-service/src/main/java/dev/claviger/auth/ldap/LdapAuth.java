package dev.claviger.auth.ldap;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.method.Method;
import dev.claviger.kernel.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The method. */
final class LdapAuth implements Method<LdapSettings> {
    static final LdapAuth METHOD = new LdapAuth();

    private LdapAuth() {}

    @Override
    public String slug() {
        return "ldap-auth";
    }

    @Override
    public String title() {
        return "LDAP";
    }

    @Override
    public boolean asksOutside() {
        return true;
    }

    @Override
    public Map<String, Object> open(LdapSettings settings) {
        Map<String, Object> open = new HashMap<>(settings.lockout().open());
        open.put("url", settings.server().url().toString());
        open.put("startTls", settings.server().startTls());
        open.put("bindDN", settings.bindDn());
        open.put("searchBase", settings.searchBase());
        open.put("searchFilter", settings.filter().template());
        open.put(
                "allowedFields",
                settings.fields().stream()
                        .map(field -> Map.of("key", field.key(), "value", field.value()))
                        .toList());
        return open;
    }

    @Override
    public Map<String, String> sealed(LdapSettings settings) {
        return Map.of(
                "bindPass", settings.bindPass().reveal(),
                "ldapCaCertificate", settings.server().caCert());
    }

    @Override
    public LdapSettings settings(JsonObject open, JsonObject sealed) {
        LdapServer server = new LdapServer(
                URI.create(open.getString("url")), open.getBoolean("startTls"), sealed.getString("ldapCaCertificate"));
        return new LdapSettings(
                server,
                open.getString("bindDN"),
                Secret.of(sealed.getString("bindPass")),
                open.getString("searchBase"),
                new SearchFilter(open.getString("searchFilter")),
                fields(open.getJsonArray("allowedFields")),
                Lockout.of(open));
    }

    private static List<AllowedField> fields(JsonArray fields) {
        return fields.stream()
                .map(JsonObject.class::cast)
                .map(field -> new AllowedField(field.getString("key"), field.getString("value")))
                .toList();
    }
}
