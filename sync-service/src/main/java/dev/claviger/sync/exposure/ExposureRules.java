package dev.claviger.sync.exposure;

import dev.claviger.sync.exposure.Finding.Code;
import dev.claviger.sync.exposure.Finding.Severity;
import dev.claviger.sync.gitlab.ProjectSettings;
import dev.claviger.sync.gitlab.ProtectedRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges what was seen (gitlab.md 1.5, 1.6, 2.13). The worst first, the same order for the same input. */
final class ExposureRules {
    private static final String PROTECT =
            "Set shouldProtectSecrets on the sync, or let jobs fetch the secret at run time.";

    private final ProjectSettings project;
    private final List<Finding> findings = new ArrayList<>();

    private ExposureRules(ProjectSettings project) {
        this.project = project;
    }

    static List<Finding> judge(ProjectSettings project, List<Copy> copies, List<Bound> identities) {
        ExposureRules rules = new ExposureRules(project);
        copies.stream()
                .collect(Collectors.groupingBy(Copy::sync, TreeMap::new, Collectors.toList()))
                .forEach(rules::sync);
        boolean holdsSomething = !copies.isEmpty() || !identities.isEmpty();
        if (holdsSomething) {
            rules.settings(copies);
        }
        identities.forEach(rules::identity);
        return rules.findings.stream()
                .sorted(Comparator.comparing(Finding::severity)
                        .thenComparing(Finding::code)
                        .thenComparing(Finding::subject))
                .toList();
    }

    private void sync(String sync, List<Copy> copies) {
        add(
                Code.VARIABLE_REACHES_ALL_BRANCHES,
                Severity.HIGH,
                sync,
                keys(copies, each -> !each.exposure().guarded()),
                "Jobs of every branch are given these variables, whoever pushed it.",
                PROTECT);
        if (project.runsForks()) {
            add(
                    Code.VARIABLE_REACHES_FORKS,
                    Severity.CRITICAL,
                    sync,
                    keys(copies, each -> !each.exposure().guarded()),
                    "A pipeline of a merge request from a fork may run in this project, with the fork's code and these variables.",
                    PROTECT + " Forbid pipelines of forks in the parent project.");
        }
        environments(sync, copies);
        add(
                Code.VARIABLE_IN_LOGS,
                project.hasPublicJobs() && !project.visibility().equals("private") ? Severity.HIGH : Severity.LOW,
                sync,
                keys(copies, each -> !each.exposure().masked()),
                "GitLab does not mask these variables in job logs.",
                "Set shouldMaskSecrets on the sync.");
    }

    /** An environment that is not protected can be named by the author of any job. */
    private void environments(String sync, List<Copy> copies) {
        @Nullable List<String> known = project.protectedEnvironments();
        if (known != null) {
            add(
                    Code.VARIABLE_REACHES_UNPROTECTED_ENVIRONMENT,
                    Severity.MEDIUM,
                    sync,
                    keys(
                            copies,
                            each -> !each.exposure().guarded()
                                    && isOpen(each.id().scope(), known)),
                    "Their environment scope keeps nobody out: it fits environments that are not protected, which any job can name.",
                    "Protect the environment in GitLab, and the variable.");
        }
    }

    private static boolean isOpen(String scope, List<String> known) {
        return scope.contains("*") || !known.contains(scope);
    }

    private void settings(List<Copy> copies) {
        List<String> guarded = keys(copies, each -> each.exposure().guarded());
        refs(guarded);
        if (project.protectedBranches().stream().anyMatch(ProtectedRef::isAll)) {
            finding(
                    Code.ALL_BRANCHES_PROTECTED,
                    Severity.HIGH,
                    "protected branches",
                    guarded,
                    "The pattern * protects every branch, so that protected variables and protected refs keep nobody out who may push.",
                    "Protect only branches whose code was reviewed.");
        }
        if (!project.defaultBranch().isEmpty() && !isProtected(project.defaultBranch())) {
            finding(
                    Code.DEFAULT_BRANCH_UNPROTECTED,
                    Severity.MEDIUM,
                    project.defaultBranch(),
                    List.of(),
                    "The default branch is not protected: whoever may push changes what everybody trusts.",
                    "Protect it.");
        }
        if (project.hasPublicJobs() && !project.visibility().equals("private")) {
            finding(
                    Code.PUBLIC_JOBS,
                    Severity.MEDIUM,
                    "public_jobs",
                    List.of(),
                    "Logs and artifacts of jobs are shown to people who are no members.",
                    "Turn project-based pipeline visibility off.");
        }
        if (Boolean.FALSE.equals(project.limitsJobTokens())) {
            finding(
                    Code.JOB_TOKENS_UNLIMITED,
                    Severity.MEDIUM,
                    "job_token_scope",
                    List.of(),
                    "Jobs of every project may come here with their job token.",
                    "Limit access to this project to those on its list.");
        }
    }

    /** Whoever may push a protected branch, or make a protected tag, has their own code run with protected variables. */
    private void refs(List<String> guarded) {
        open(project.protectedBranches())
                .ifPresent(names -> finding(
                        Code.DEVELOPERS_PUSH_PROTECTED,
                        Severity.HIGH,
                        "protected branches " + names,
                        guarded,
                        "Developers may push to them: what nobody has reviewed runs there with protected variables, and as ref_protected.",
                        "Let developers merge and nobody push."));
        List<ProtectedRef> tags = Objects.requireNonNullElse(project.protectedTags(), List.of());
        open(tags)
                .ifPresent(names -> finding(
                        Code.DEVELOPERS_TAG_PROTECTED,
                        Severity.HIGH,
                        "protected tags " + names,
                        guarded,
                        "Developers may create them, on any commit of theirs: its jobs are given protected variables and say ref_protected.",
                        "Let maintainers create protected tags."));
        if (tags.stream().anyMatch(tag -> tag.isAll() && !tag.isOpenToDevelopers())) {
            finding(
                    Code.ALL_TAGS_PROTECTED,
                    Severity.LOW,
                    "protected tags *",
                    guarded,
                    "The pattern * protects every tag, also those that somebody made before it was set.",
                    "Protect only the tags of releases.");
        }
    }

    private static Optional<String> open(List<ProtectedRef> refs) {
        List<String> names = refs.stream()
                .filter(ProtectedRef::isOpenToDevelopers)
                .map(ProtectedRef::name)
                .sorted()
                .toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    private boolean isProtected(String branch) {
        return project.protectedBranches().stream().anyMatch(ref -> fits(ref.name(), branch));
    }

    private static boolean fits(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            int found = i == parts.length - 1 && i > 0
                    ? Math.max(name.length() - parts[i].length(), at)
                    : name.indexOf(parts[i], at);
            if (found < 0 || (i == 0 && found != 0) || !name.startsWith(parts[i], found)) {
                return false;
            }
            at = found + parts[i].length();
        }
        return at == name.length();
    }

    private void identity(Bound identity) {
        List<String> reach = identity.reach();
        if (identity.namesNoPlace()) {
            finding(
                    Code.IDENTITY_ADMITS_ALL_PROJECTS,
                    Severity.CRITICAL,
                    identity.name(),
                    reach,
                    "Jobs of every project of the instance are admitted.",
                    "Bind project_id.");
        }
        if (!identity.asksForReview()) {
            finding(
                    Code.IDENTITY_ADMITS_ALL_BRANCHES,
                    Severity.HIGH,
                    identity.name(),
                    reach,
                    "Jobs of branches that are not protected are admitted: whoever may push can read it all.",
                    "Bind ref_protected to true.");
        }
        if (identity.allowsForks()) {
            finding(
                    Code.IDENTITY_ADMITS_FORKS,
                    project.runsForks() ? Severity.CRITICAL : Severity.HIGH,
                    identity.name(),
                    reach,
                    "Pipelines of forks are admitted, with code that nobody here has seen.",
                    "Set allowForkPipelines to false.");
        }
        @Nullable List<String> known = project.protectedEnvironments();
        if (identity.trustsEnvironmentName() && !identity.asksForReview() && isUnknown(identity, known)) {
            finding(
                    Code.IDENTITY_ADMITS_UNPROTECTED_ENVIRONMENT,
                    Severity.HIGH,
                    identity.name(),
                    reach,
                    "The name of an environment is trusted that any job can take.",
                    "Bind environment_protected to true, and protect the environment.");
        }
        if (identity.isByPathAlone()) {
            finding(
                    Code.IDENTITY_BOUND_BY_PATH,
                    Severity.MEDIUM,
                    identity.name(),
                    reach,
                    "The project is named by its path, which somebody else can have after it was moved or deleted.",
                    "Bind project_id.");
        }
    }

    private static boolean isUnknown(Bound identity, @Nullable List<String> known) {
        Map<String, String> claims = identity.claims();
        return known == null || !known.contains(claims.getOrDefault("environment", ""));
    }

    private static List<String> keys(List<Copy> copies, Predicate<Copy> which) {
        return copies.stream()
                .filter(which)
                .map(each -> each.id().key())
                .distinct()
                .sorted()
                .toList();
    }

    /** Nothing where it concerns no variable. */
    private void add(Code code, Severity severity, String subject, List<String> keys, String text, String remedy) {
        if (!keys.isEmpty()) {
            finding(code, severity, subject, keys, text, remedy);
        }
    }

    private void finding(
            Code code, Severity severity, String subject, List<String> secrets, String text, String remedy) {
        findings.add(new Finding(code, severity, subject, secrets, text, remedy));
    }
}
