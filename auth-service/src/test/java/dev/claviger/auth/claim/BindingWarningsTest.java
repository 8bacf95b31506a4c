package dev.claviger.auth.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BindingWarningsTest {
    private static final URI ISSUER = URI.create("https://gitlab.example.com");
    private static final String OURS = "https://claviger.example.com";

    @Test
    void idsAndReviewedCode_haveNoWarning() {
        assertThat(of(OURS, "", Map.of("project_id", "20", "ref_protected", "true")))
                .isEmpty();
    }

    @Test
    void audienceThatIsNotChecked_isNamed() {
        assertOnly(of("", "", Map.of("project_id", "20", "ref_protected", "true")), "boundAudiences is empty");
    }

    @Test
    void audienceOfTheIssuer_isNamed_whateverItsSlash() {
        assertOnly(
                of("https://gitlab.example.com/", "", Map.of("project_id", "20", "ref_protected", "true")),
                "URL of the issuer");
    }

    @Test
    void pathAlone_isNamed() {
        assertOnly(of(OURS, "", Map.of("project_path", "a/b", "ref_protected", "true")), "Only a path");
        assertOnly(
                of(OURS, "project_path:a/b:ref_type:branch:ref:main", Map.of("ref_protected", "true")), "Only a path");
    }

    @Test
    void namespace_isNamed() {
        assertOnly(of(OURS, "", Map.of("namespace_id", "72", "ref_protected", "true")), "whole namespace");
    }

    @Test
    void unreviewedCode_isNamed() {
        assertOnly(of(OURS, "", Map.of("project_id", "20")), "every branch");
    }

    @Test
    void patternOverBranches_isNamed() {
        assertThat(of(OURS, "", Map.of("project_id", "20", "ref", "release/*")))
                .anyMatch(warning -> warning.contains("pattern over branches"));
        assertThat(of(OURS, "project_id:20:ref_type:branch:ref:release-*", Map.of()))
                .anyMatch(warning -> warning.contains("pattern over branches"));
    }

    @Test
    void environmentWithoutProtection_isNamed() {
        assertOnly(
                of(OURS, "", Map.of("project_id", "20", "ref_protected", "true", "environment", "production")),
                "without its protection");
    }

    @Test
    void forks_areNamed() {
        Binding binding = new Binding(
                ISSUER.toString(),
                Alternatives.parse(OURS),
                "",
                claims(Map.of("project_id", "20", "ref_protected", "true")),
                null,
                true);

        assertOnly(BindingWarnings.of(binding, ISSUER), "allowForkPipelines");
    }

    @Test
    void tokensOfOtherIssuers_areNotHeldToTheRulesOfGitLab() {
        assertThat(of(OURS, "repo:octo/app:ref:refs/heads/main", Map.of())).isEmpty();
    }

    private static void assertOnly(List<String> warnings, String part) {
        assertThat(warnings).singleElement().asString().contains(part);
    }

    private static List<String> of(String audiences, String subject, Map<String, String> claims) {
        return BindingWarnings.of(
                new Binding(ISSUER.toString(), Alternatives.parse(audiences), subject, claims(claims), null, false),
                ISSUER);
    }

    private static Map<String, Alternatives> claims(Map<String, String> texts) {
        Map<String, Alternatives> claims = new TreeMap<>();
        texts.forEach((name, list) -> claims.put(name, Alternatives.parse(list)));
        return claims;
    }
}
