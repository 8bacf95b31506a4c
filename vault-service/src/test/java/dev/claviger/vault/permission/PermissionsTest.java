package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.SECRET_NAME;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static dev.claviger.vault.permission.Condition.Field.SECRET_TAGS;
import static dev.claviger.vault.permission.Rule.allow;
import static dev.claviger.vault.permission.Rule.forbid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.claviger.kernel.http.InvalidInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PermissionsTest {
    private static final Resource DEV_DB = Resource.secret("dev", "/db", "PASSWORD");

    @Test
    void nobody_mayDoAnything() {
        Decision decision = Permissions.NONE.decide("read", "secrets", DEV_DB);

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.decidingRule()).isNull();
        assertThat(decision.trace()).isEmpty();
    }

    @Test
    void aDecision_namesItsRule_itsRoleAndWhatWasLookedAt() {
        Rule allow = allow("secrets", "readValue");
        Rule forbid = forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "prod"));
        Permissions permissions = Permissions.NONE.and("first", List.of(allow)).and("second", List.of(forbid));

        Decision decision = permissions.decide("readValue", "secrets", DEV_DB);

        assertThat(decision.allowed()).isTrue();
        assertThat(decision.decidingRule()).isEqualTo(allow);
        assertThat(decision.role()).isEqualTo("first");
        assertThat(decision.trace())
                .containsExactly(
                        new Decision.Step(Source.role("second"), forbid, false, false),
                        new Decision.Step(Source.role("first"), allow, true, false));
    }

    @Test
    void aQuestionWithoutAResource_ignoresConditions() {
        Permissions permissions = Permissions.NONE.and(
                "tested",
                List.of(
                        allow("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "dev")),
                        forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "prod"))));

        assertThat(permissions.allows("readValue", "secrets", Resource.NONE)).isTrue();
    }

    @Test
    void allConditionsOfARule_mustHold() {
        Permissions permissions = Permissions.NONE.and(
                "tested",
                List.of(allow("secrets", "readValue")
                        .where(Condition.eq(ENVIRONMENT, "dev"), Condition.in(SECRET_NAME, List.of("A", "B")))));

        assertThat(permissions.allows("readValue", "secrets", Resource.secret("dev", "/", "B")))
                .isTrue();
        assertThat(permissions.allows("readValue", "secrets", Resource.secret("dev", "/", "C")))
                .isFalse();
        assertThat(permissions.allows("readValue", "secrets", Resource.secret("prod", "/", "A")))
                .isFalse();
    }

    @Test
    void aFieldThatTheResourceLacks_equalsNothing() {
        Resource folder = Resource.folder("dev", "/");

        assertThat(Condition.eq(SECRET_NAME, "A").test(folder)).isEqualTo(Truth.NO);
        assertThat(Condition.glob(SECRET_NAME, "*").test(folder)).isEqualTo(Truth.NO);
        assertThat(Condition.ne(SECRET_NAME, "A").test(folder)).isEqualTo(Truth.YES);
    }

    @Test
    void T4_theOlderReadOnSecrets_isCutByALaterForbidOfTheNewerAction() {
        Permissions permissions =
                Permissions.NONE.and("tested", List.of(allow("secrets", "read"), forbid("secrets", "readValue")));

        assertThat(permissions.allows("describeSecret", "secrets", DEV_DB)).isTrue();
        assertThat(permissions.allows("readValue", "secrets", DEV_DB)).isFalse();
    }

    @Test
    void T4_whatIsNotKnownOfAResource_neverAllows_andAlwaysForbids() {
        Condition tagged = Condition.in(SECRET_TAGS, List.of("pci"));
        Rule allow = allow("secrets", "readValue").where(tagged);
        Rule forbid = forbid("secrets", "readValue").where(tagged);
        Permissions onlyTagged = Permissions.NONE.and("tested", List.of(allow));
        Permissions butTagged = Permissions.NONE.and("tested", List.of(allow("secrets", "readValue"), forbid));

        assertThat(onlyTagged.allows("readValue", "secrets", DEV_DB)).isFalse();
        assertThat(butTagged.allows("readValue", "secrets", DEV_DB)).isFalse();
        Resource pci = Resource.secret("dev", "/db", "PASSWORD", Set.of("pci", "db"));
        Resource plain = Resource.secret("dev", "/db", "PASSWORD", Set.of("db"));
        assertThat(onlyTagged.allows("readValue", "secrets", pci)).isTrue();
        assertThat(onlyTagged.allows("readValue", "secrets", plain)).isFalse();
        assertThat(butTagged.allows("readValue", "secrets", pci)).isFalse();
        assertThat(butTagged.allows("readValue", "secrets", plain)).isTrue();
    }

    @Test
    void all_wantsEveryTag_andElemMatch_onePairThatSatisfiesBoth() {
        Resource both = Resource.secret("dev", "/", "A", Set.of("pci", "db"));
        assertThat(Condition.all(SECRET_TAGS, List.of("pci", "db")).test(both)).isEqualTo(Truth.YES);
        assertThat(Condition.all(SECRET_TAGS, List.of("pci", "web")).test(both)).isEqualTo(Truth.NO);

        Condition blue = Condition.parse(Map.of(
                        "metadata",
                        Map.of("$elemMatch", Map.of("key", "team", "value", Map.of("$in", List.of("blue"))))))
                .getFirst();
        assertThat(blue.test(Resource.marked("dev", "/", List.of(new Metadatum("team", "blue")))))
                .isEqualTo(Truth.YES);
        assertThat(blue.test(Resource.marked(
                        "dev", "/", List.of(new Metadatum("team", "red"), new Metadatum("colour", "blue")))))
                .isEqualTo(Truth.NO);
    }

    @Test
    void T1_conditionsHoldOnCanonicalForms() {
        assertThat(Condition.eq(ENVIRONMENT, " Dev ").test(DEV_DB)).isEqualTo(Truth.YES);
        assertThat(Condition.eq(SECRET_PATH, "/db/").test(DEV_DB)).isEqualTo(Truth.YES);
    }

    @Test
    void conditions_areReadInBothForms() {
        assertThat(Condition.parse(Map.of("environment", "dev"))).containsExactly(Condition.eq(ENVIRONMENT, "dev"));
        assertThat(Condition.parse(Map.of("secretPath", Map.of("$glob", "/app/**"))))
                .containsExactly(Condition.glob(SECRET_PATH, "/app/**"));
        assertThat(Condition.parse(Map.of("secretName", Map.of("$in", List.of("A")))))
                .containsExactly(Condition.in(SECRET_NAME, List.of("A")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "colour|$eq|red",
                "environment|$regex|.*",
                "environment|$EQ|dev",
                "secretPath|$eq|app",
                "secretPath|$eq|/a//b",
                "secretPath|$eq|/a/../b",
                "secretPath|$eq|/a/{{identity.colour}}",
                "secretPath|$glob|(?=a)",
                "secretPath|$glob|''"
            })
    void T3_whatIsNotTheLanguage_isRefused(String field, String operator, String value) {
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Condition.parse(Map.of(field, Map.of(operator, value))));
    }

    @Test
    void typesThatAreNotTheLanguage_areRefused() {
        for (Object wanted :
                List.of(7, true, List.of("dev"), Map.of(), Map.of("$eq", List.of("dev")), Map.of("$in", "x"))) {
            assertThatExceptionOfType(InvalidInput.class)
                    .isThrownBy(() -> Condition.parse(Map.of("environment", wanted)));
        }
    }

    @Test
    void aRefusal_tellsTheRulesThatWereLookedAt() {
        Permissions permissions = Permissions.NONE.and(
                "tested", List.of(forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "prod"))));

        PermissionDenied denied = catchThrowableOfType(
                PermissionDenied.class,
                () -> permissions.require("readValue", "secrets", Resource.folder("prod", "/")));

        assertThat(denied.text()).isEqualTo("You are not allowed to readValue on secrets");
        assertThat(denied.details())
                .containsExactly(Map.of(
                        "action",
                        "readValue",
                        "subject",
                        "secrets",
                        "inverted",
                        true,
                        "conditions",
                        Map.of("environment", Map.of("$eq", "prod"))));
    }

    @ParameterizedTest
    @CsvSource({
        "admin, anything, whatever, true",
        "member, readValue, secrets, true",
        "member, delete, secret-folders, true",
        "member, lease, dynamic-secrets, true",
        "member, delete, workspace, false",
        "member, edit, workspace, false",
        "member, create, role, false",
        "member, grant-privileges, identity, false",
        "viewer, readValue, secrets, true",
        "viewer, describeSecret, secrets, true",
        "viewer, create, secrets, false",
        "viewer, edit, secret-imports, false",
        "viewer, read, secret-folders, true",
        "viewer, lease, dynamic-secrets, false",
        "no-access, read, secret-folders, false"
    })
    void builtInRoles(String role, String action, String subject, boolean expected) {
        Permissions permissions =
                Permissions.of(List.of(BuiltInRole.bySlug(role).orElseThrow()));

        assertThat(permissions.allows(action, subject, DEV_DB)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, admin, true",
        "admin, viewer, true",
        "member, admin, false",
        "member, member, true",
        "member, viewer, true",
        "viewer, member, false",
        "viewer, no-access, true",
        "no-access, viewer, false",
        "no-access, no-access, true"
    })
    void T18_nobodyCoversMoreThanTheyHave(String own, String wanted, boolean covered) {
        Permissions permissions = Permissions.of(List.of(BuiltInRole.bySlug(own).orElseThrow()));

        assertThat(permissions
                        .missing(BuiltInRole.bySlug(wanted).orElseThrow().rules())
                        .isEmpty())
                .isEqualTo(covered);
    }

    @Test
    void T18_anAdminWhoIsForbiddenSomething_doesNotCoverAdmin() {
        Permissions permissions =
                Permissions.of(List.of(BuiltInRole.ADMIN)).and("cut", List.of(forbid("secrets", "delete")));

        assertThat(permissions.missing(BuiltInRole.ADMIN.rules())).isNotEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theLastApplyingRule_decides_whateverStandsBeforeIt(long seed) {
        Random random = new Random(seed);
        List<Rule> rules = rules(random);
        Resource resource = Resource.secret(oneOf(random, "dev", "prod"), oneOf(random, "/", "/a", "/a/b"), "KEY");
        String action = oneOf(random, "read", "readValue", "create");

        boolean expected = false;
        for (Rule rule : rules) {
            if (rule.subject().equals("secrets") && rule.names(action) && rule.applies(resource)) {
                expected = !rule.inverted();
            }
        }

        Permissions permissions = Permissions.NONE.and("tested", rules);
        assertThat(permissions.allows(action, "secrets", resource)).isEqualTo(expected);
        assertThat(permissions.decide(action, "secrets", resource).allowed()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneMoreAllowAtTheEnd_takesNothingAway_andOneMoreForbid_givesNothing(long seed) {
        Random random = new Random(seed);
        List<Rule> rules = rules(random);
        Rule more = new Rule("secrets", Set.of("readValue"), false, conditions(random));
        Permissions before = Permissions.NONE.and("tested", rules);
        Permissions allowed = before.and("more", List.of(more));
        Permissions forbidden =
                before.and("more", List.of(new Rule("secrets", Set.of("readValue"), true, more.conditions())));

        for (Resource resource : everywhere()) {
            boolean could = before.allows("readValue", "secrets", resource);
            assertThat(allowed.allows("readValue", "secrets", resource) || !could)
                    .isTrue();
            assertThat(could || !forbidden.allows("readValue", "secrets", resource))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfRulesOfOneKind_doesNotMatter(long seed) {
        Random random = new Random(seed);
        List<Rule> allowing =
                rules(random).stream().filter(rule -> !rule.inverted()).toList();
        List<Rule> shuffled = new ArrayList<>(allowing);
        Collections.shuffle(shuffled, random);

        for (Resource resource : everywhere()) {
            assertThat(Permissions.NONE.and("tested", shuffled).allows("readValue", "secrets", resource))
                    .isEqualTo(Permissions.NONE.and("tested", allowing).allows("readValue", "secrets", resource));
        }
    }

    static List<Resource> everywhere() {
        List<Resource> all = new ArrayList<>();
        for (String environment : List.of("dev", "prod")) {
            for (String path : List.of("/", "/a", "/a/b", "/b")) {
                all.add(Resource.folder(environment, path));
                all.add(Resource.secret(environment, path, "KEY", Set.of()));
                all.add(Resource.secret(environment, path, "OTHER", Set.of("t")));
            }
        }
        all.add(Resource.NONE);
        return all;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anUnnamedSubjectOrAction_isDenied_andAFinalForbidDeniesAll(long seed) {
        Random random = new Random(seed);
        Permissions permissions = Permissions.NONE.and("tested", rules(random));

        assertThat(permissions.allows("read", "workspace", DEV_DB)).isFalse();
        assertThat(permissions.allows("unheard-of", "secrets", DEV_DB)).isFalse();
        assertThat(permissions
                        .and("last", List.of(forbid("secrets", "readValue")))
                        .allows("readValue", "secrets", DEV_DB))
                .isFalse();
    }

    private static List<Rule> rules(Random random) {
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            rules.add(new Rule(
                    oneOf(random, "secrets", "secret-folders"),
                    Set.of(oneOf(random, "read", "readValue", "create")),
                    random.nextBoolean(),
                    conditions(random)));
        }
        return rules;
    }

    private static List<Condition> conditions(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> List.of(Condition.eq(ENVIRONMENT, oneOf(random, "dev", "prod")));
            case 1 -> List.of(Condition.ne(ENVIRONMENT, oneOf(random, "dev", "prod")));
            case 2 -> List.of(Condition.glob(SECRET_PATH, oneOf(random, "/**", "/a/*", "/*")));
            case 3 -> List.of(Condition.in(SECRET_PATH, List.of("/", "/a")), Condition.eq(ENVIRONMENT, "dev"));
            default -> List.of();
        };
    }

    private static String oneOf(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
