package dev.claviger.auth.ldap;

import dev.claviger.auth.MethodHarness;
import dev.claviger.auth.Org;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A directory with some people and machines. */
abstract class LdapHarness extends MethodHarness {
    static final String METHOD = "ldap-auth";
    static final String WRAPPER = "identityLdapAuth.";
    static final String INVALID = "Invalid credentials";
    static final List<Map<String, String>> MACHINES = List.of(field("employeeType", "machine"));
    final Directory directory = Directory.start();

    LdapHarness() {
        super(METHOD);
    }

    @Override
    protected Map<String, ?> usual() {
        return Map.of(
                "url", directory.url(),
                "bindDN", Directory.SEARCHER,
                "bindPass", Directory.SEARCHERS_PASSWORD,
                "searchBase", Directory.BASE,
                "allowedFields", MACHINES);
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    static Map<String, String> field(String key, String value) {
        return Map.of("key", key, "value", value);
    }

    Response logIn(String name, String password) {
        return logInAs(identity, name, password);
    }

    static Response logInAs(String id, String name, String password) {
        return Org.logInBy(METHOD, Map.of("identityId", id, "username", name, "password", password));
    }
}
