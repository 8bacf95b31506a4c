package dev.claviger.vault.permission;

import static dev.claviger.vault.permission.Condition.Field.ENVIRONMENT;
import static dev.claviger.vault.permission.Condition.Field.SECRET_NAME;
import static dev.claviger.vault.permission.Condition.Field.SECRET_PATH;
import static dev.claviger.vault.permission.Condition.Field.SECRET_TAGS;
import static dev.claviger.vault.permission.Rule.allow;
import static dev.claviger.vault.permission.Rule.forbid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BoundaryTest {
    private static final List<String> ACTIONS = List.of("readValue", "describeSecret", "create");

    static LongStream seeds() {
        return LongStream.range(0, 3_000);
    }

    /** The one property that matters: what is called covered gives nobody anything that the giver has not. */
    @ParameterizedTest
    @MethodSource("seeds")
    void T18_whatIsCovered_allowsNothingThatTheGiverMayNotDo(long seed) {
        Random random = new Random(seed);
        List<Rule> own = rules(random, 1 + random.nextInt(5));
        List<Rule> wanted = rules(random, 1 + random.nextInt(3));

        if (Boundary.missing(own, wanted).isEmpty()) {
            Permissions giver = Permissions.NONE.and("own", own);
            Permissions taker = Permissions.NONE.and("wanted", wanted);
            for (Resource resource : everything()) {
                for (String action : ACTIONS) {
                    assertThat(!taker.allows(action, "secrets", resource) || giver.allows(action, "secrets", resource))
                            .as("%s %s%nown %s%nwanted %s", action, resource, own, wanted)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybody_coversTheirOwnRules(long seed) {
        List<Rule> own = rules(new Random(seed), 6);

        assertThat(Boundary.missing(own, own)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void oneMoreAllow_uncoversNothing_andAForbidAmongTheWanted_neither(long seed) {
        Random random = new Random(seed);
        List<Rule> own = rules(random, 4);
        List<Rule> wanted = rules(random, 2);
        List<Rule> more = new ArrayList<>(own);
        more.add(new Rule("secrets", Set.of("readValue"), false, conditions(random)));
        List<Rule> less = new ArrayList<>(wanted);
        less.add(new Rule("secrets", Set.copyOf(ACTIONS), true, conditions(random)));

        if (Boundary.missing(own, wanted).isEmpty()) {
            assertThat(Boundary.missing(more, wanted)).isEmpty();
            assertThat(Boundary.missing(own, less)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "/**, /app/**, true",
                "/app/**, /app/db/**, true",
                "/app/**, /app/*, true",
                "/app/**, /app, false",
                "/app/**, /application/**, false",
                "/app/**, /app*, false",
                "/app/**, '/{app,web}/**', false",
                "/app/*, /app/**, false",
                "/app/**, !/app/**, false",
                "/app/**, /**, false"
            })
    void globsWithinGlobs(String own, String wanted, boolean covered) {
        assertThat(covers(
                        List.of(allow("secrets", "readValue").where(Condition.glob(SECRET_PATH, own))),
                        allow("secrets", "readValue").where(Condition.glob(SECRET_PATH, wanted))))
                .isEqualTo(covered);
    }

    @Test
    void lists_areCoveredPartByPart() {
        Rule wanted = allow("secrets", "readValue").where(Condition.in(ENVIRONMENT, List.of("dev", "staging")));
        Rule dev = allow("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "dev"));
        Rule notProd = allow("secrets", "readValue").where(Condition.ne(ENVIRONMENT, "prod"));
        Rule staging = allow("secrets", "readValue").where(Condition.glob(ENVIRONMENT, "stag*"));

        assertThat(covers(List.of(dev), wanted)).isFalse();
        assertThat(covers(List.of(dev, staging), wanted)).isTrue();
        assertThat(covers(List.of(notProd), wanted)).isTrue();
        assertThat(covers(
                        List.of(notProd, forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "staging"))),
                        wanted))
                .isFalse();
    }

    @Test
    void whatIsForbiddenOneself_mustBeForbiddenInWhatIsGiven() {
        Rule all = allow("secrets", "readValue");
        Rule notProd = forbid("secrets", "readValue").where(Condition.eq(ENVIRONMENT, "prod"));
        Rule notProdDb = forbid("secrets", "readValue")
                .where(Condition.eq(ENVIRONMENT, "prod"), Condition.glob(SECRET_PATH, "/db/**"));

        assertThat(covers(List.of(all, notProd), all)).isFalse();
        assertThat(covers(List.of(all, notProd), all, notProd)).isTrue();
        assertThat(covers(List.of(all, notProdDb), all, notProd)).isTrue();
        assertThat(covers(List.of(all, notProd), all, notProdDb)).isFalse();
        assertThat(covers(List.of(all, notProd), notProd, all)).isFalse();
    }

    @Test
    void T18_aTemplate_isCoveredOnlyByWhatHoldsForEveryText() {
        Rule wanted = allow("secrets", "readValue").where(Condition.eq(SECRET_PATH, "/teams/{{identity.username}}"));

        assertThat(covers(
                        List.of(allow("secrets", "readValue").where(Condition.glob(SECRET_PATH, "/teams/**"))), wanted))
                .isTrue();
        assertThat(covers(
                        List.of(allow("secrets", "readValue").where(Condition.eq(SECRET_PATH, "/teams/blue"))), wanted))
                .isFalse();
        assertThat(covers(
                        List.of(
                                allow("secrets", "readValue"),
                                forbid("secrets", "readValue").where(Condition.eq(SECRET_PATH, "/teams/ops"))),
                        wanted))
                .isFalse();
    }

    @Test
    void T18_aContradictoryCondition_doesNotSmuggleAnActionIn() {
        Rule wanted =
                allow("workspace", "delete").where(Condition.eq(ENVIRONMENT, "a"), Condition.eq(ENVIRONMENT, "b"));

        assertThat(covers(List.of(allow("workspace", "edit")), wanted)).isFalse();
        assertThat(covers(List.of(allow("workspace", "delete"), forbid("workspace", "delete")), wanted))
                .isFalse();
    }

    private static boolean covers(List<Rule> own, Rule... wanted) {
        return Boundary.missing(own, List.of(wanted)).isEmpty();
    }

    private static List<Rule> rules(Random random, int count) {
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rules.add(new Rule(
                    random.nextInt(8) == 0 ? "*" : "secrets",
                    random.nextInt(8) == 0
                            ? Set.of("*")
                            : Set.copyOf(List.of(oneOf(random, ACTIONS), oneOf(random, ACTIONS))),
                    random.nextInt(3) == 0,
                    conditions(random)));
        }
        return rules;
    }

    private static List<Condition> conditions(Random random) {
        List<Condition> conditions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            conditions.add(condition(random));
        }
        return conditions;
    }

    private static Condition condition(Random random) {
        List<String> paths = List.of("/", "/a", "/a/b", "/ab", "/b");
        List<String> globs = List.of(
                "/**",
                "/a/**",
                "/a/*",
                "/a*",
                "/a*/**",
                "/*",
                "!/a",
                "/{a,b}/**",
                "/a/b/**",
                "/?",
                "**/b",
                "/a/{**,x}");
        return switch (random.nextInt(9)) {
            case 0 -> Condition.eq(ENVIRONMENT, oneOf(random, List.of("dev", "prod")));
            case 1 -> Condition.ne(ENVIRONMENT, oneOf(random, List.of("dev", "prod")));
            case 2 -> Condition.in(ENVIRONMENT, List.of("dev", oneOf(random, List.of("prod", "test"))));
            case 3 -> Condition.eq(SECRET_PATH, oneOf(random, paths));
            case 4 -> Condition.ne(SECRET_PATH, oneOf(random, paths));
            case 5, 6 -> Condition.glob(SECRET_PATH, oneOf(random, globs));
            case 7 -> Condition.glob(SECRET_NAME, oneOf(random, List.of("A*", "*", "AB", "!A")));
            default ->
                random.nextBoolean()
                        ? Condition.in(SECRET_TAGS, List.of("t", oneOf(random, List.of("t", "u"))))
                        : Condition.all(SECRET_TAGS, List.of("t", oneOf(random, List.of("t", "u"))));
        };
    }

    private static List<Resource> everything() {
        List<Resource> all = new ArrayList<>(List.of(Resource.NONE));
        for (String environment : List.of("dev", "prod", "test", "other")) {
            for (String path : List.of("/", "/a", "/a/b", "/a/b/c", "/ab", "/ab/c", "/b", "/x")) {
                all.add(Resource.folder(environment, path));
                all.add(Resource.secret(environment, path, "A"));
                all.add(Resource.secret(environment, path, "AB", Set.of("t")));
                all.add(Resource.secret(environment, path, "B", Set.of("t", "u")));
            }
        }
        return all;
    }

    private static <T> T oneOf(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
