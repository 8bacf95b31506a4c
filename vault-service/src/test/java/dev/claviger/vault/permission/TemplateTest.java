package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.SECRET_NAME;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final UUID ID = UUID.fromString("0190f7a0-0000-7000-8000-000000000001");

    @ParameterizedTest
    @CsvSource({
        "{{identity.id}}, 0190f7a0-0000-7000-8000-000000000001",
        "{{ identity.username }}, robot",
        "{{identity.metadata.team}}-x, blue-x",
        "{{identity.auth.oidc.claims.ref}}, main",
        "a{{identity.username}}b{{identity.username}}c, arobotbrobotc"
    })
    void templates_haveTheTextOfTheCaller(String value, String expected) {
        Facts facts = new Facts(ID, "robot", Map.of("team", "blue"), "oidc-auth", Map.of("ref", "main"));

        assertThat(Condition.eq(SECRET_NAME, value).resolve(facts)).contains(Condition.eq(SECRET_NAME, expected));
    }

    @Test
    void claims_countOnlyForTheirKindOfLogin() {
        Facts kubernetes = new Facts(ID, "robot", Map.of(), "kubernetes-auth", Map.of("namespace", "shop"));
        Condition byNamespace = Condition.eq(SECRET_NAME, "{{identity.auth.kubernetes.namespace}}");
        Condition byClaim = Condition.eq(SECRET_NAME, "{{identity.auth.oidc.claims.namespace}}");

        assertThat(byNamespace.resolve(kubernetes)).contains(Condition.eq(SECRET_NAME, "shop"));
        assertThat(byClaim.resolve(kubernetes)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "**", "?lue", "[a-z]lue", "{blue,red}", "+(b)lue", "!(x)", "../blue", "blue/x", "/", ".."})
    void T3_aClaimWithGlobCharactersOrSlashes_widensNothing(String claim) {
        Condition glob = Condition.glob(SECRET_PATH, "/teams/{{identity.auth.oidc.claims.team}}/**");
        Rule rule = Rule.allow("secrets", "readValue").where(glob);
        Facts facts = new Facts(ID, "robot", Map.of(), "oidc-auth", Map.of("team", claim));
        Permissions permissions =
                Permissions.of(List.of(new Holding(Source.role("tested"), List.of(rule), null, null)), facts);

        for (String path : List.of("/", "/teams", "/teams/blue", "/teams/blue/x", "/teams/red", "/blue")) {
            assertThat(permissions.allows("readValue", "secrets", Resource.folder("dev", path)))
                    .as(path)
                    .isFalse();
        }
    }

    @Test
    void T3_aTextThatLooksLikeATemplate_isNotReadAgain() {
        Facts facts = new Facts(ID, "robot", Map.of("team", "{{identity.id}}"), "oidc-auth", Map.of());
        Condition condition = Condition.eq(ENVIRONMENT, "{{identity.metadata.team}}")
                .resolve(facts)
                .orElseThrow();

        assertThat(condition.holdsFor(ID.toString())).isFalse();
        assertThat(condition.holdsFor("{{identity.id}}")).isTrue();
    }

    @Test
    void T7_aMissingText_underANegativeOrInvertedCondition_opensNothing() {
        Facts facts = Facts.withoutLogin(ID, "robot", Map.of());
        Condition not = Condition.ne(ENVIRONMENT, "{{identity.metadata.stage}}");
        Rule allow = Rule.allow("secrets", "readValue").where(not);
        Rule forbid =
                Rule.forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "{{identity.metadata.stage}}"));

        assertThat(of(facts, allow).allows("readValue", "secrets", Resource.folder("dev", "/")))
                .isFalse();
        assertThat(of(facts, Rule.allow("secrets", "readValue"), forbid)
                        .allows("readValue", "secrets", Resource.folder("dev", "/")))
                .isFalse();
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void T3_aText_matchesItselfAlone(long seed) {
        Random random = new Random(seed);
        String claim = text(random);
        String other = text(random);
        Facts facts = new Facts(ID, "robot", Map.of("name", claim), "oidc-auth", Map.of());
        Condition glob = Condition.glob(SECRET_NAME, "x-{{identity.metadata.name}}")
                .resolve(facts)
                .orElseThrow();

        assertThat(glob.holdsFor("x-" + claim)).isTrue();
        assertThat(glob.holdsFor("x-" + other)).isEqualTo(claim.equals(other));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            text.append("ab*?[]{}(),+!|$^.-@".charAt(random.nextInt(19)));
        }
        return text.toString();
    }

    private static Permissions of(Facts facts, Rule... rules) {
        return Permissions.of(List.of(new Holding(Source.role("tested"), List.of(rules), null, null)), facts);
    }
}
