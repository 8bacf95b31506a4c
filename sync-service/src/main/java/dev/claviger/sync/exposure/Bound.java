package dev.claviger.sync.exposure;

import dev.claviger.kernel.glob.Glob;
import dev.claviger.sync.connection.GitLabAccess;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A machine identity of our project that jobs of GitLab log in to, and what its binding asks of them.
 *
 * @param roles in our project
 * @param claims name to list of texts or patterns, divided by commas
 * @param reached what it may read; null where that was not told
 */
record Bound(
        String id,
        String name,
        List<String> roles,
        String issuer,
        String subject,
        Map<String, String> claims,
        boolean allowsForks,
        @Nullable Reached reached) {
    private static final Set<String> OF_PLACE = Set.of(
            "project_id", "job_project_id", "namespace_id", "project_path", "namespace_path", "job_project_path");

    /** In which a part of a subject is not as it reads. */
    private static final Pattern UNTOLD = Pattern.compile("[{}()\\[\\]\\\\!]");

    private static final Pattern WILDCARDS = Pattern.compile("\\[[^\\]]*\\]|[*?/:,{}()|+@]");
    private static final Pattern REF = Pattern.compile("(?:^|:)ref(?:_type)?:");

    Bound {
        roles = List.copyOf(roles);
        claims = new TreeMap<>(claims);
    }

    /**
     * What an identity may read.
     *
     * @param secrets as people read them: environment, folder and key
     * @param isWhole whether no others can be hidden
     */
    record Reached(List<String> secrets, boolean isWhole) {
        Reached {
            secrets = List.copyOf(secrets);
        }
    }

    Bound with(Optional<Reached> told) {
        return new Bound(id, name, roles, issuer, subject, claims, allowsForks, told.orElse(null));
    }

    /**
     * Whether it may be the one whose jobs it admits. What cannot be told from its binding counts as admitted: only what surely names another
     * instance or project is left out.
     */
    boolean mayAdmit(String instance, long projectId, String path) {
        String number = Long.toString(projectId);
        return (issuer.isEmpty() || spelled(issuer).equals(spelled(instance)))
                && fits("project_id", number)
                && fits("project_path", path)
                && fitsSubject("project_id", number)
                && fitsSubject("project_path", path);
    }

    /** GitLab names itself as it was set up, and a connection as somebody typed it. */
    private static String spelled(String address) {
        try {
            URI url = new URI(address);
            return url.getHost() == null ? address : GitLabAccess.spelled(url);
        } catch (URISyntaxException malformed) {
            return address;
        }
    }

    private boolean fits(String claim, String value) {
        String wanted = claims.getOrDefault(claim, "");
        return wanted.isEmpty() || values(wanted).anyMatch(each -> mayMatch(each, value));
    }

    private boolean fitsSubject(String part, String value) {
        return UNTOLD.matcher(subject).find()
                || partOfSubject(part).map(wanted -> mayMatch(wanted, value)).orElse(true);
    }

    /** What follows a name in it, as in {@code project_path:harbour/lighthouse:ref_type:branch:ref:main}. */
    private Optional<String> partOfSubject(String part) {
        Matcher found = Pattern.compile("(?:^|:)" + part + ":([^:]*)").matcher(subject);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** As auth-service decides; what it would refuse to read may match. */
    private static boolean mayMatch(String pattern, String value) {
        try {
            return pattern.equals(value) || Glob.compile(pattern).matches(value);
        } catch (IllegalArgumentException unreadable) {
            return true;
        }
    }

    private static Stream<String> values(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip).filter(text -> !text.isEmpty());
    }

    boolean namesNoPlace() {
        return !subjectNamesPlace() && OF_PLACE.stream().noneMatch(this::names);
    }

    /** Wildcards alone name nothing, and neither does a list with an entry of such. */
    private boolean names(String claim) {
        String wanted = claims.getOrDefault(claim, "");
        return !wanted.isEmpty() && values(wanted).allMatch(Bound::namesSomething);
    }

    private boolean subjectNamesPlace() {
        return partOfSubject("project_id")
                .or(() -> partOfSubject("project_path"))
                .map(Bound::namesSomething)
                .orElseGet(() -> namesSomething(REF.split(subject, 2)[0]));
    }

    private static boolean namesSomething(String pattern) {
        return !pattern.startsWith("!")
                && WILDCARDS.matcher(pattern).replaceAll("").length() > 0;
    }

    boolean isByPathAlone() {
        boolean byNumber = Stream.of("project_id", "job_project_id", "namespace_id")
                        .anyMatch(this::names)
                || partOfSubject("project_id").filter(Bound::namesSomething).isPresent();
        return !byNumber && !namesNoPlace();
    }

    /** Nothing but a protected ref, or a protected environment, keeps out what nobody has reviewed. */
    boolean asksForReview() {
        return "true".equals(claims.get("ref_protected")) || "true".equals(claims.get("environment_protected"));
    }

    boolean trustsEnvironmentName() {
        return claims.containsKey("environment") && !"true".equals(claims.get("environment_protected"));
    }

    /** As people read it: the secrets, or where they were not told, the roles. */
    List<String> reach() {
        return reached == null
                ? List.of("what the roles %s may read".formatted(String.join(", ", roles)))
                : reached.secrets();
    }
}
