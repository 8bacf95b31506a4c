package dev.claviger.kernel.principal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.caller.TokenTerms;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.orgright.Action;
import dev.claviger.kernel.orgright.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalsTest {
    private static final UUID ORG = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final UUID TOKEN = UUID.fromString("00000000-0000-4000-8000-000000000003");
    private static final UUID GROUP = UUID.fromString("00000000-0000-4000-8000-000000000004");
    private static final String KEY = "identity:" + ORG + ":" + ID;

    private final Principals principals = new Principals();

    @Test
    void unknownToken_isLive() {
        assertThat(judge(100)).isEqualTo(Verdict.LIVE);
    }

    @Test
    void revokedToken_hasEnded_untilItIsForgotten() {
        principals.apply("token:" + TOKEN, 5, "{}");
        assertThat(judge(100)).isEqualTo(Verdict.ENDED);

        principals.apply("token:" + TOKEN, 6, null);
        assertThat(judge(100)).isEqualTo(Verdict.LIVE);
    }

    @Test
    void T19_topicMadeAnew_leavesWhatWasKnown_untilAllIsTold_andAddsToIt() {
        UUID another = UUID.fromString("00000000-0000-4000-8000-000000000005");
        principals.apply("token:" + TOKEN, 5, "{}");
        principals.apply(KEY, 6, "{\"name\":\"robot\"}");

        principals.startOver();
        principals.apply(KEY, 3, "{\"name\":\"robot\",\"enabled\":false}");
        principals.apply("identity:" + ORG + ":" + another, 7, "{\"name\":\"new\"}");
        assertThat(judge(100)).isEqualTo(Verdict.ENDED);
        assertThat(find(ID).active()).isTrue();
        assertThat(find(another).name()).isEqualTo("new");

        principals.settle();
        assertThat(find(ID).active()).isFalse();
        principals.apply(KEY, 8, "{\"name\":\"robot\"}");
        assertThat(judge(100)).isEqualTo(Verdict.LIVE);
        assertThat(find(another).name()).isEqualTo("new");
    }

    private KnownPrincipal find(UUID id) {
        return principals.find(Caller.Kind.IDENTITY, ORG, id).orElseThrow();
    }

    @Test
    void whatIsSaidOfAMachine_isKnown_andMissingWordsAreNothing() {
        principals.apply(
                KEY,
                1,
                "{\"name\":\"robot\",\"metadata\":{\"team\":\"blue\"},\"authMethods\":[\"oidc-auth\"],\"hasDeleteProtection\":true}");
        assertThat(principals.find(Caller.Kind.IDENTITY, ORG, ID).orElseThrow().machine())
                .isEqualTo(new KnownPrincipal.Machine(Map.of("team", "blue"), List.of("oidc-auth"), true));

        principals.apply(KEY, 2, "{\"name\":\"robot\"}");
        assertThat(principals.find(Caller.Kind.IDENTITY, ORG, ID).orElseThrow().machine())
                .isEqualTo(KnownPrincipal.Machine.NONE);
    }

    @Test
    void reach_isThatOfTheRolesThatAreTold_andOfTheTokenWhereNoneIs() {
        assertThat(mayMakeProjects(OrgRole.MEMBER)).isTrue();
        assertThat(mayMakeProjects(OrgRole.NO_ACCESS)).isFalse();

        principals.apply(KEY, 1, held("[{\"subject\":\"workspace\",\"action\":\"create\"}]"));
        assertThat(mayMakeProjects(OrgRole.NO_ACCESS)).isTrue();

        principals.apply(KEY, 2, held("[{\"subject\":\"audit-logs\",\"action\":\"read\"}]"));
        assertThat(mayMakeProjects(OrgRole.MEMBER)).isFalse();

        principals.apply(KEY, 3, "{\"orgRole\":\"member\",\"roles\":null}");
        assertThat(mayMakeProjects(OrgRole.MEMBER)).isTrue();
    }

    @Test
    void rolesFromALaterVersion_leaveTheBuiltInOne_andTheRestOfTheRecord() {
        principals.apply(
                KEY,
                1,
                "{\"enabled\":false,\"roles\":[{\"role\":\"no-access\",\"permissions\":[{\"subject\":\"tomorrow\",\"action\":\"create\"}]}]}");

        assertThat(judge(100)).isEqualTo(Verdict.ENDED);
        assertThat(mayMakeProjects(OrgRole.NO_ACCESS)).isFalse();
    }

    private static String held(String rules) {
        return "{\"orgRole\":\"no-access\",\"roles\":[{\"role\":\"no-access\",\"permissions\":%s}]}".formatted(rules);
    }

    private boolean mayMakeProjects(OrgRole ofToken) {
        return principals.reach(caller(ofToken)).allows(Subject.WORKSPACE.to(Action.CREATE));
    }

    @Test
    void everybodyOfAnOrganisation_isThoseWhoMayAct() {
        UUID other = new UUID(0, 9);
        principals.apply(KEY, 1, "{\"name\":\"robot\"}");
        principals.apply("identity:" + ORG + ":" + GROUP, 1, "{\"enabled\":false}");
        principals.apply("identity:" + other + ":" + ID, 1, "{\"name\":\"foreign\"}");
        principals.apply("group:" + ORG + ":" + GROUP, 1, "{\"name\":\"Readers\"}");

        assertThat(principals.active(Caller.Kind.IDENTITY, ORG)).containsOnlyKeys(ID);
        assertThat(principals.active(Caller.Kind.USER, ORG)).isEmpty();
        assertThat(principals.groups(ORG)).containsOnlyKeys(GROUP);
    }

    @Test
    void olderVersion_changesNothing() {
        principals.apply(KEY, 7, "{\"enabled\":false}");
        principals.apply("token:" + TOKEN, 7, "{}");

        principals.apply(KEY, 6, "{\"enabled\":true}");
        principals.apply(KEY, 6, null);
        principals.apply("token:" + TOKEN, 6, null);

        assertThat(principals.find(Caller.Kind.IDENTITY, ORG, ID).orElseThrow().active())
                .isFalse();
        assertThat(judge(100)).isEqualTo(Verdict.ENDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"enabled\":false}", "{\"deleted\":true}", "{\"enabled\":true,\"deleted\":true}"})
    void whoeverIsNotActive_hasNoLiveToken(String body) {
        principals.apply(KEY, 1, body);

        assertThat(judge(100)).isEqualTo(Verdict.ENDED);
    }

    @ParameterizedTest
    @CsvSource({"997,ENDED", "998,ENDED", "999,UNSURE", "1000,UNSURE", "1001,UNSURE", "1002,LIVE"})
    void tokensUntilTheCut_haveEnded_andThoseCloseToItAreUnsure(long issuedAt, Verdict verdict) {
        principals.apply(KEY, 1, "{\"revokedUntil\":1000}");

        assertThat(judge(issuedAt)).isEqualTo(verdict);
    }

    @Test
    void sameIdInAnotherOrganisation_isSomebodyElse() {
        principals.apply("identity:" + GROUP + ":" + ID, 1, "{\"enabled\":false}");
        principals.apply("user:" + ORG + ":" + ID, 1, "{\"enabled\":false}");

        assertThat(judge(100)).isEqualTo(Verdict.LIVE);
    }

    @Test
    void nameRoleAndGroups_areAsLastTold() {
        principals.apply(
                KEY,
                1,
                "{\"name\":\"deploy\",\"orgRole\":\"no-access\",\"enabled\":true,\"groups\":[\"%s\"],\"later\":1}"
                        .formatted(GROUP));

        KnownPrincipal known = principals.find(Caller.Kind.IDENTITY, ORG, ID).orElseThrow();

        assertThat(known.groups()).containsExactly(GROUP);
        assertThat(known.refresh(caller()).name()).isEqualTo("deploy");
        assertThat(known.refresh(caller()).orgRole()).isEqualTo(OrgRole.NO_ACCESS);
    }

    @Test
    void revocationAlone_leavesNameAndRoleOfTheToken() {
        principals.apply(KEY, 1, "{\"revokedUntil\":1}");

        KnownPrincipal known = principals.find(Caller.Kind.IDENTITY, ORG, ID).orElseThrow();

        assertThat(known.refresh(caller())).isEqualTo(caller());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token", "token:x", "identity:a:b", "identity:" + "x:y:z", "future:thing"})
    void keysOfLaterVersions_areSkipped(String key) {
        principals.apply(key, 1, "{}");
        principals.apply(KEY, 1, "no json");

        assertThat(judge(100)).isEqualTo(Verdict.LIVE);
    }

    private Verdict judge(long issuedAt) {
        TokenTerms terms = new TokenTerms(Instant.ofEpochSecond(issuedAt), false, false, List.of());
        return principals.judge(new VerifiedToken(caller(), Map.of(), terms, Instant.MAX));
    }

    private static Caller caller() {
        return caller(OrgRole.MEMBER);
    }

    private static Caller caller(OrgRole role) {
        return new Caller(
                Caller.Kind.IDENTITY, ID, "pipeline", ORG, role, "oidc-auth", TOKEN, Provenance.NONE, Map.of());
    }
}
