package dev.claviger.sync.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.sync.exposure.Bound.Reached;
import dev.claviger.sync.exposure.Finding.Code;
import dev.claviger.sync.exposure.Finding.Severity;
import dev.claviger.sync.gitlab.ProjectSettings;
import dev.claviger.sync.gitlab.ProtectedRef;
import dev.claviger.sync.plan.Exposure;
import dev.claviger.sync.plan.VariableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureRulesTest {
    private static final ProjectSettings SAFE = new ProjectSettings(
            20,
            "harbour/lighthouse",
            "private",
            true,
            false,
            "main",
            refs("main"),
            refs("v*"),
            List.of(),
            List.of("prod"),
            true);
    private static final Exposure GUARDED = new Exposure(false, true, true, false, true);
    private static final Exposure OPEN = new Exposure(false, false, true, false, true);
    private static final Map<String, String> BOUND = Map.of("project_id", "20", "ref_protected", "true");

    private static ProjectSettings settings(boolean forks, String... branches) {
        return new ProjectSettings(
                20, "harbour/lighthouse", "public", true, forks, "main", refs(branches), null, null, null, false);
    }

    private static List<ProtectedRef> refs(String... names) {
        return Stream.of(names).map(name -> new ProtectedRef(name, false)).toList();
    }

    private static ProjectSettings with(List<ProtectedRef> branches, List<ProtectedRef> tags) {
        return new ProjectSettings(
                20, "harbour/lighthouse", "private", true, false, "main", branches, tags, List.of(), List.of(), true);
    }

    private static Copy copy(String key, String scope, Exposure exposure) {
        return new Copy("to-p20", new VariableId(key, scope), exposure);
    }

    private static Bound bound(Map<String, String> claims, boolean forks) {
        return new Bound("1", "deploy", List.of("viewer"), "https://gitlab.example.com", "", claims, forks, null);
    }

    private static List<Code> codes(ProjectSettings project, List<Copy> copies, Bound... identities) {
        return ExposureRules.judge(project, copies, List.of(identities)).stream()
                .map(Finding::code)
                .toList();
    }

    @Test
    void guardedProject_hasNoFindings() {
        assertThat(codes(SAFE, List.of(copy("A", "prod", GUARDED)), bound(BOUND, false)))
                .isEmpty();
    }

    @Test
    void openVariable_reachesBranchesForksAndEnvironments() {
        List<Finding> findings = ExposureRules.judge(
                settings(true, "main"),
                List.of(copy("B", "*", OPEN), copy("A", "*", OPEN), copy("C", "*", GUARDED)),
                List.of());

        assertThat(findings.getFirst().code()).isEqualTo(Code.VARIABLE_REACHES_FORKS);
        assertThat(findings.getFirst().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(findings.getFirst().secrets()).containsExactly("A", "B");
        assertThat(codes(SAFE, List.of(copy("A", "staging", OPEN))))
                .containsExactly(Code.VARIABLE_REACHES_ALL_BRANCHES, Code.VARIABLE_REACHES_UNPROTECTED_ENVIRONMENT);
        assertThat(codes(SAFE, List.of(copy("A", "prod", OPEN)))).containsExactly(Code.VARIABLE_REACHES_ALL_BRANCHES);
    }

    @Test
    void settings_thatKeepNobodyOut_areFound() {
        assertThat(codes(settings(false, "*"), List.of(copy("A", "*", GUARDED))))
                .contains(Code.ALL_BRANCHES_PROTECTED, Code.PUBLIC_JOBS, Code.JOB_TOKENS_UNLIMITED)
                .doesNotContain(Code.DEFAULT_BRANCH_UNPROTECTED);
        assertThat(codes(settings(false, "release/*"), List.of(copy("A", "*", GUARDED))))
                .contains(Code.DEFAULT_BRANCH_UNPROTECTED);
        assertThat(codes(settings(false, "m*n"), List.of(copy("A", "*", GUARDED))))
                .doesNotContain(Code.DEFAULT_BRANCH_UNPROTECTED);
        assertThat(codes(settings(true), List.of())).isEmpty();
    }

    @Test
    void protectedRefs_thatDevelopersMake_areFound() {
        List<Copy> copies = List.of(copy("A", "*", GUARDED));
        ProtectedRef open = new ProtectedRef("*", true);

        List<Finding> tags = ExposureRules.judge(with(refs("main"), List.of(open)), copies, List.of());

        assertThat(tags).extracting(Finding::code).containsExactly(Code.DEVELOPERS_TAG_PROTECTED);
        assertThat(tags.getFirst().severity()).isEqualTo(Severity.HIGH);
        assertThat(tags.getFirst().secrets()).containsExactly("A");
        assertThat(codes(with(refs("main"), refs("*")), copies)).containsExactly(Code.ALL_TAGS_PROTECTED);
        assertThat(codes(with(refs("main"), refs("v*", "release-*")), copies)).isEmpty();
        assertThat(codes(with(List.of(new ProtectedRef("main", true)), refs()), copies))
                .containsExactly(Code.DEVELOPERS_PUSH_PROTECTED);
        assertThat(codes(with(refs("main"), List.of(open)), List.of())).isEmpty();
    }

    @Test
    void wideBinding_namesTheSecretsThatItReaches() {
        Bound wide = bound(Map.of("project_id", "20"), false);
        List<String> known = List.of("prod /app API_KEY", "prod /db PASSWORD");

        assertThat(ExposureRules.judge(SAFE, List.of(), List.of(wide.with(Optional.of(new Reached(known, true)))))
                        .getFirst()
                        .secrets())
                .isEqualTo(known);
        assertThat(ExposureRules.judge(SAFE, List.of(), List.of(wide))
                        .getFirst()
                        .secrets())
                .containsExactly("what the roles viewer may read");
    }

    @Test
    void wideBindings_areFound() {
        assertThat(codes(SAFE, List.of(), bound(Map.of(), true)))
                .containsExactly(
                        Code.IDENTITY_ADMITS_ALL_PROJECTS,
                        Code.IDENTITY_ADMITS_ALL_BRANCHES,
                        Code.IDENTITY_ADMITS_FORKS);
        assertThat(codes(
                        SAFE,
                        List.of(),
                        bound(Map.of("project_path", "harbour/lighthouse", "ref_protected", "true"), false)))
                .containsExactly(Code.IDENTITY_BOUND_BY_PATH);
        assertThat(codes(SAFE, List.of(), bound(Map.of("project_id", "20", "environment", "staging"), false)))
                .containsExactly(Code.IDENTITY_ADMITS_ALL_BRANCHES, Code.IDENTITY_ADMITS_UNPROTECTED_ENVIRONMENT);
    }

    private static Bound subject(String subject) {
        return new Bound("1", "deploy", List.of(), "https://gitlab.example.com", subject, Map.of(), false, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "project_id:20:ref_type:branch:ref:main",
                "project_path:harbour/lighthouse:ref_type:branch:ref:main",
                "project_path:harbour/lighthous?:*",
                "project_path:harbour/{lighthouse,beacon}:ref_type:branch:ref:main",
                "project_path:[h]arbour/lighthouse:ref_type:branch:ref:main",
                "something:else"
            })
    void subjects_thatMayBeOfTheProject_areJudged(String text) {
        assertThat(subject(text).mayAdmit("https://gitlab.example.com", 20, "harbour/lighthouse"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "project_id:21:ref_type:branch:ref:main",
                "project_path:harbour/beacon:ref_type:branch:ref:main",
                "project_path:harbour/b*:ref_type:branch:ref:main"
            })
    void subjects_ofOtherProjects_areNotMeant(String text) {
        assertThat(subject(text).mayAdmit("https://gitlab.example.com", 20, "harbour/lighthouse"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://gitlab.example.com/", "https://GitLab.example.com:443", ""})
    void issuers_ofAnotherSpelling_areTheSame(String issuer) {
        Bound bound = new Bound("1", "deploy", List.of(), issuer, "", BOUND, false, null);

        assertThat(bound.mayAdmit("https://gitlab.example.com", 20, "harbour/lighthouse"))
                .isTrue();
    }

    @Test
    void globsOfClaims_areReadAsTheyAreAtLogin() {
        String here = "https://gitlab.example.com";

        assertThat(bound(Map.of("project_path", "harbour/lighthous?"), false).mayAdmit(here, 20, "harbour/lighthouse"))
                .isTrue();
        assertThat(bound(Map.of("project_path", "harbour/{lighthouse,beacon}"), false)
                        .mayAdmit(here, 20, "harbour/lighthouse"))
                .isTrue();
        assertThat(bound(Map.of("project_id", "2?"), false).mayAdmit(here, 20, "x"))
                .isTrue();
        assertThat(bound(Map.of("project_path", "beach/*"), false).mayAdmit(here, 20, "harbour/lighthouse"))
                .isFalse();
    }

    @Test
    void wildcardsAlone_nameNoPlace() {
        for (String claim : List.of("*", "**", "*/*", "?*", "20, *")) {
            assertThat(codes(SAFE, List.of(), bound(Map.of("project_id", claim, "ref_protected", "true"), false)))
                    .as(claim)
                    .containsExactly(Code.IDENTITY_ADMITS_ALL_PROJECTS);
        }
        for (String text : List.of("*", "project_path:*/*:ref_type:branch:ref:main", "*:ref_type:branch:ref:main")) {
            assertThat(codes(SAFE, List.of(), subject(text))).as(text).contains(Code.IDENTITY_ADMITS_ALL_PROJECTS);
        }
        assertThat(codes(SAFE, List.of(), subject("project_id:20:ref_type:branch:ref:main")))
                .doesNotContain(Code.IDENTITY_ADMITS_ALL_PROJECTS, Code.IDENTITY_BOUND_BY_PATH);
    }

    @Test
    void identities_ofOtherProjectsAndInstances_areNotMeant() {
        String here = "https://gitlab.example.com";

        assertThat(bound(BOUND, false).mayAdmit(here, 20, "harbour/lighthouse")).isTrue();
        assertThat(bound(BOUND, false).mayAdmit(here, 21, "harbour/lighthouse")).isFalse();
        assertThat(bound(BOUND, false).mayAdmit("https://other.example.com", 20, "harbour/lighthouse"))
                .isFalse();
        assertThat(new Bound("1", "deploy", List.of(), "urn:another", "", BOUND, false, null).mayAdmit(here, 20, "x"))
                .isFalse();
        assertThat(bound(Map.of("project_id", "7, 20"), false).mayAdmit(here, 20, "x"))
                .isTrue();
        assertThat(bound(Map.of("project_path", "harbour/*"), false).mayAdmit(here, 20, "harbour/lighthouse"))
                .isTrue();
    }
}
