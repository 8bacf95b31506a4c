package dev.claviger.audit.detection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.claviger.kernel.glob.Glob;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether a change of a login lets somebody in who could not come in before. Events say what was before for each setting that is another
 * one now; what cannot be compared counts as more.
 */
final class Trust {
    /** Who vouches, and for whom it is asked: another one has other people and jobs. */
    private static final Set<String> SOURCES = Set.of(
            "boundIssuer",
            "oidcDiscoveryUrl",
            "jwksUrl",
            "kubernetesHost",
            "stsEndpoint",
            "tenantId",
            "resource",
            "type",
            "url",
            "searchBase",
            "searchFilter",
            "issuer",
            "discoveryUrl",
            "clientId",
            "groupClaim");

    /** One of them must fit; none lets everybody pass. */
    private static final Set<String> ALTERNATIVES = Set.of(
            "boundAudiences",
            "boundSubject",
            "allowedNamespaces",
            "allowedNames",
            "allowedAudience",
            "allowedPrincipalArns",
            "allowedAccountIds",
            "allowedServiceAccounts",
            "allowedProjects",
            "allowedZones",
            "allowedServicePrincipalIds",
            "allowedCommonNames",
            "allowedSubjectAltNames",
            "publicKeys");

    /** All of them must fit. */
    private static final Set<String> CLAIMS = Set.of("boundClaims", "allowedFields");

    private static final Set<String> ADDRESSES = Set.of("accessTokenTrustedIps", "clientSecretTrustedIps");
    private static final Set<String> OPENING = Set.of("allowForkPipelines", "admitsUnknown", "trustsMfa", "enabled");
    private static final Set<String> CLOSING = Set.of("startTls", "verifyClientCertificateChain", "ssoOnly");
    private static final Set<String> AUTHORITIES = Set.of("caCert", "jwksCaCert", "ldapCaCertificate", "caCertificate");
    private static final List<String> ROLES = List.of("no-access", "member", "admin");

    /** Stands for what a star of a pattern may be. */
    private static final String ANYTHING = "\uE000";

    private static final Pattern OPERATORS = Pattern.compile("[\\\\?+@!,;|^$\"()\\[\\]{}]");

    private Trust() {}

    static boolean tellsBefore(Seen entry) {
        return entry.event().metadata().path("before").isObject();
    }

    /** The settings that let in more than before. */
    static List<String> grown(Seen entry) {
        JsonNode now = entry.event().metadata();
        Stream<String> settings = now.path("before").properties().stream()
                .filter(old -> hasGrown(old.getKey(), old.getValue(), now.path(old.getKey())))
                .map(Map.Entry::getKey);
        return Stream.concat(settings, texts(now.path("replaced")).filter(AUTHORITIES::contains))
                .sorted()
                .toList();
    }

    private static boolean hasGrown(String setting, JsonNode old, JsonNode now) {
        if (SOURCES.contains(setting)) {
            boolean any = setting.equals("boundIssuer") && old.asText("").isEmpty();
            return !any && !old.asText("").equals(now.asText(""));
        }
        if (ALTERNATIVES.contains(setting)) {
            return letsMore(alternatives(setting, old), alternatives(setting, now));
        }
        if (CLAIMS.contains(setting)) {
            return claims(old).entrySet().stream()
                    .anyMatch(claim -> letsMore(
                            alternatives(setting, claim.getValue()),
                            alternatives(
                                    setting, claims(now).getOrDefault(claim.getKey(), MissingNode.getInstance()))));
        }
        if (ADDRESSES.contains(setting)) {
            return texts(now).anyMatch(range -> texts(old).noneMatch(before -> holds(before, range)));
        }
        if (OPENING.contains(setting)) {
            return !old.asBoolean(false) && now.asBoolean(false);
        }
        if (CLOSING.contains(setting)) {
            return old.asBoolean(false) && !now.asBoolean(false);
        }
        return givesMore(setting, old, now);
    }

    private static boolean givesMore(String setting, JsonNode old, JsonNode now) {
        return switch (setting) {
            case "defaultRole" -> rank(now) > rank(old);
            case "groupRoles" ->
                now.properties().stream().anyMatch(group -> rank(group.getValue()) > rank(old.path(group.getKey())));
            default -> false;
        };
    }

    /** What is no role gives nothing. */
    private static int rank(JsonNode role) {
        return Math.max(0, ROLES.indexOf(role.asText("")));
    }

    private static boolean letsMore(List<String> old, List<String> now) {
        if (old.isEmpty()) {
            return false;
        }
        return now.isEmpty() || now.stream().anyMatch(each -> old.stream().noneMatch(before -> covers(before, each)));
    }

    /** A list, or a text with commas; a subject is one pattern whatever is in it. */
    private static List<String> alternatives(String setting, JsonNode value) {
        if (value.isArray()) {
            return texts(value).toList();
        }
        String text = value.asText("");
        Stream<String> parts = setting.equals("boundSubject") ? Stream.of(text) : Arrays.stream(text.split(",", -1));
        return parts.map(String::strip).filter(part -> !part.isEmpty()).toList();
    }

    /** By name; a list has key and value in each of its members. */
    private static Map<String, JsonNode> claims(JsonNode value) {
        Map<String, JsonNode> claims = new TreeMap<>();
        value.properties().forEach(claim -> claims.put(claim.getKey(), claim.getValue()));
        if (value.isArray()) {
            value.forEach(each -> claims.put(each.path("key").asText(""), each.path("value")));
        }
        return claims;
    }

    /** Whether all that fits {@code now} fitted {@code before}. */
    private static boolean covers(String before, String now) {
        if (before.equals(now)) {
            return true;
        }
        boolean plain = !OPERATORS.matcher(now).find();
        boolean comparable = !now.contains("*") || !before.matches(".*[!(\\[].*");
        return plain && comparable && samples(before, now).stream().allMatch(sample -> matches(before, sample));
    }

    /** Texts that fit the pattern {@code now}: with nothing, more folders and longer names for its stars than a narrower one allows. */
    private static List<String> samples(String before, String now) {
        String any = ANYTHING.repeat(before.length() + 1);
        int deepest = 2 + (int) before.chars().filter(each -> each == '/').count();
        return Stream.concat(
                        Stream.of(now.replace("*", "")),
                        Stream.of(1, 2, deepest)
                                .map(depth -> now.replace("**", String.join("/", Collections.nCopies(depth, any)))
                                        .replace("*", any)))
                .distinct()
                .filter(sample -> matches(now, sample))
                .toList();
    }

    private static boolean matches(String pattern, String text) {
        try {
            return Glob.compile(pattern).matches(text);
        } catch (IllegalArgumentException noPattern) {
            return false;
        }
    }

    private static boolean holds(String before, String range) {
        Optional<NetworkRange> old = NetworkRange.read(before);
        Optional<NetworkRange> now = NetworkRange.read(range);
        return old.isPresent() && now.isPresent() && old.get().contains(now.get());
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(each -> each.asText(""));
    }

    static String text(List<String> grown) {
        return grown.stream().collect(Collectors.joining(", ", "lets somebody in who could not come in before: ", ""));
    }
}
