package dev.claviger.kernel.orgright;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.InvalidInput;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The decision and the boundary, by example and by chance. */
class ReachTest {
    private static final Right EDIT = Subject.IDENTITY.to(Action.EDIT);
    private static final Right CONNECT = Subject.APP_CONNECTIONS.to(Action.CONNECT);
    private static final List<String> CONNECTIONS = List.of("a", "b", "c", "ab");

    @Test
    void lastRuleThatApplies_decides() {
        assertThat(reach(
                                "[{'subject':'identity','action':'edit'},{'subject':'identity','action':['edit'],'inverted':true}]")
                        .allows(EDIT))
                .isFalse();
        assertThat(reach(
                                "[{'subject':'identity','action':['edit'],'inverted':true},{'subject':'identity','action':'edit'}]")
                        .allows(EDIT))
                .isTrue();
    }

    @Test
    void conditions_countForAConcreteThing_andNotForTheQuestionAtLarge() {
        Reach some = reach(
                "[{'subject':'app-connections','action':'connect','conditions':{'connectionId':{'$in':['a','b']}}}]");

        assertThat(some.allows(CONNECT)).isTrue();
        assertThat(some.allows(CONNECT, "a")).isTrue();
        assertThat(some.allows(CONNECT, "c")).isFalse();
    }

    @Test
    void forbiddingRule_cutsIntoItsOwnRoleOnly() {
        Reach forbids = reach("[{'subject':'identity','action':'edit','inverted':true}]");
        Reach allows = reach("[{'subject':'identity','action':'edit'}]");

        assertThat(forbids.and(allows).allows(EDIT)).isTrue();
        assertThat(allows.and(forbids).allows(EDIT)).isTrue();
    }

    /** A role goes whole into events and messages, which have their limits. */
    @Test
    void longRole_isRefused() {
        String id = "x".repeat(140_000);

        Assertions.assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() ->
                        reach("[{'subject':'app-connections','action':'connect','conditions':{'connectionId':'%s'}}]"
                                .formatted(id)));
    }

    @Test
    void T18_conditionedRight_doesNotCoverTheWholeOne() {
        Reach some = reach("[{'subject':'app-connections','action':'connect','conditions':{'connectionId':'a'}}]");
        Reach all = reach("[{'subject':'app-connections','action':'connect'}]");
        Reach allButA = reach(
                "[{'subject':'app-connections','action':'connect'},{'subject':'app-connections','action':'connect','inverted':true,'conditions':{'connectionId':'a'}}]");

        assertThat(covers(some, all)).isFalse();
        assertThat(covers(all, some)).isTrue();
        assertThat(covers(allButA, all)).isFalse();
        assertThat(covers(allButA, some)).isFalse();
        assertThat(covers(some, allButA)).isFalse();
        assertThat(covers(allButA, allButA)).isTrue();
    }

    @Test
    void T18_forbiddenRight_isNotCovered() {
        Reach cut = reach(
                "[{'subject':'identity','action':['edit','delete']},{'subject':'identity','action':'edit','inverted':true}]");

        assertThat(covers(cut, reach("[{'subject':'identity','action':'delete'}]")))
                .isTrue();
        assertThat(covers(cut, reach("[{'subject':'identity','action':'edit'}]")))
                .isFalse();
    }

    @Test
    void wordsThatMeanNoRight_areAllowedToNobody() {
        Reach admin = Reach.of(OrgRole.ADMIN);
        assertThat(admin.allows("audit-logs", "read", null)).isTrue();
        assertThat(admin.allows("audit-logs", "eat", null)).isFalse();
        assertThat(admin.allows("moon", "read", null)).isFalse();

        Reach some = reach("[{'subject':'app-connections','action':'connect','conditions':{'connectionId':'a'}}]");
        assertThat(some.allows("app-connections", "connect", "a")).isTrue();
        assertThat(some.allows("app-connections", "connect", "b")).isFalse();
        assertThat(some.allows("app-connections", "connect", null)).isTrue();
    }

    @Test
    void seenAs_isTheStrongestBuiltInRoleThatIsCovered() {
        Reach member = Reach.of(OrgRole.MEMBER);

        assertThat(reach("[{'subject':'workspace','action':'create'}]").seenAs())
                .isEqualTo(OrgRole.NO_ACCESS);
        assertThat(member.and(reach("[{'subject':'role','action':'edit'}]")).seenAs())
                .isEqualTo(OrgRole.MEMBER);
        assertThat(Reach.of(OrgRole.ADMIN).seenAs()).isEqualTo(OrgRole.ADMIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'subject':'secrets','action':'read'}]",
                "[{'subject':'identity','action':'fly'}]",
                "[{'subject':'identity','action':[]}]",
                "[{'subject':'identity'}]",
                "[{'action':'read'}]",
                "['identity']",
                "[{'subject':'identity','action':'read','inverted':'yes'}]",
                "[{'subject':'identity','action':'read','conditions':{'identityId':'x'}}]",
                "[{'subject':'app-connections','action':'read','conditions':{'name':'x'}}]",
                "[{'subject':'app-connections','action':'read','conditions':{'connectionId':{}}}]",
                "[{'subject':'app-connections','action':'read','conditions':{'connectionId':{'$regex':'x'}}}]",
                "[{'subject':'app-connections','action':'read','conditions':{'connectionId':{'$in':'x'}}}]",
                "[{'subject':'app-connections','action':'read','conditions':{'connectionId':{'$eq':['x']}}}]"
            })
    void rulesOutsideTheLanguage_areRefused(String rules) {
        Assertions.assertThatThrownBy(() -> reach(rules)).isInstanceOf(InvalidInput.class);
    }

    /** Whatever is granted within the boundary, the grantor had: asked in every way there is. */
    @ParameterizedTest
    @MethodSource("seeds")
    void T18_acceptedGrant_reachesNothingThatTheGrantorDoesNot(long seed) {
        Random random = new Random(seed);
        Reach grantor = anyReach(random);
        Reach granted = anyReach(random);

        if (covers(grantor, granted)) {
            for (Right right : Right.ALL) {
                assertThat(!granted.allows(right) || grantor.allows(right)).isTrue();
                for (String connection : CONNECTIONS) {
                    assertThat(!granted.allows(right, connection) || grantor.allows(right, connection))
                            .isTrue();
                }
            }
        }
    }

    /** A grant and the grants that it makes possible lead nowhere that the first grantor could not go; and nobody is barred from oneself. */
    @ParameterizedTest
    @MethodSource("seeds")
    void T18_boundary_isReflexive_andGrantsDoNotAddUp(long seed) {
        Random random = new Random(seed);
        Reach grantor = anyReach(random);
        Reach middle = anyReach(random);
        Reach last = anyReach(random);

        assertThat(covers(grantor, grantor)).isTrue();
        assertThat(covers(grantor.and(middle), grantor)).isTrue();
        if (covers(grantor, middle) && covers(grantor.and(middle), last)) {
            for (Right right : Right.ALL) {
                for (String connection : CONNECTIONS) {
                    assertThat(!last.allows(right, connection) || grantor.allows(right, connection))
                            .isTrue();
                }
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 1000);
    }

    private static boolean covers(Reach one, Reach other) {
        return one.missing(other).isEmpty();
    }

    private static Reach reach(String rules) {
        return Reach.of(RoleText.parse(new JsonArray(rules.replace('\'', '"'))).rules());
    }

    /** Few subjects and small sets, so that many pairs cover each other. */
    private static Reach anyReach(Random random) {
        List<List<Rule>> roles = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            List<Rule> rules = new ArrayList<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                rules.add(anyRule(random));
            }
            roles.add(rules);
        }
        return new Reach(roles, random.nextInt(10) == 0);
    }

    private static Rule anyRule(Random random) {
        Subject subject = random.nextInt(3) == 0 ? Subject.GROUPS : Subject.APP_CONNECTIONS;
        Set<String> actions = new LinkedHashSet<>();
        actions.add(subject.actions().get(random.nextInt(2)));
        actions.add(subject.actions().get(random.nextInt(2)));
        boolean conditioned = subject == Subject.APP_CONNECTIONS && random.nextBoolean();
        return new Rule(
                subject, actions, random.nextInt(4) == 0, conditioned ? List.of(anyCondition(random)) : List.of());
    }

    private static Condition anyCondition(Random random) {
        String value = CONNECTIONS.get(random.nextInt(CONNECTIONS.size()));
        return switch (random.nextInt(4)) {
            case 0 -> new Condition(Condition.Operator.EQ, List.of(value));
            case 1 -> new Condition(Condition.Operator.NE, List.of(value));
            case 2 -> new Condition(Condition.Operator.IN, List.of("a", value));
            default -> new Condition(Condition.Operator.GLOB, List.of("a*"));
        };
    }
}
