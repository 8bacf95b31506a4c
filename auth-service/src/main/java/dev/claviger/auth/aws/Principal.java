package dev.claviger.auth.aws;

import dev.claviger.auth.method.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who has signed: a user, or somebody who has taken a role on.
 *
 * @param path of a user, with the slash behind it; empty for roles, of which STS does not tell it
 * @param name of the user or role. Not of the session: whoever takes a role on calls it as he likes
 */
record Principal(String partition, String account, Kind kind, String path, String name) {
    private static final int MOST_CHARACTERS = 2048;
    private static final String NAME = "[A-Za-z0-9_+=,.@-]{1,64}";
    private static final String OWNER = "arn:(aws(?:-[a-z]{2,10}){0,3}):%s::([0-9]{12}):";
    private static final Pattern USER =
            Pattern.compile((OWNER + "user/((?:[!-.0-9;-~]{1,512}/){0,20})(%s)").formatted("iam", NAME));
    private static final Pattern ASSUMED_ROLE =
            Pattern.compile((OWNER + "assumed-role/()(%s)/%s").formatted("sts", NAME, NAME));

    /** What a principal may be. */
    enum Kind {
        USER("iam", "user"),
        ASSUMED_ROLE("sts", "assumed-role");

        private final String service;
        private final String type;

        Kind(String service, String type) {
            this.service = service;
            this.type = type;
        }
    }

    /** Reads an ARN as STS answers it; empty for the root of an account, federated users, and what is no ARN. */
    static Optional<Principal> parse(String arn) {
        if (arn.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        return parse(Kind.USER, USER.matcher(arn)).or(() -> parse(Kind.ASSUMED_ROLE, ASSUMED_ROLE.matcher(arn)));
    }

    private static Optional<Principal> parse(Kind kind, Matcher arn) {
        return arn.matches()
                ? Optional.of(new Principal(arn.group(1), arn.group(2), kind, arn.group(3), arn.group(4)))
                : Optional.empty();
    }

    boolean isIn(Names patterns) {
        return patterns.isEmpty()
                || patterns.names().stream()
                        .map(Wildcard::new)
                        .anyMatch(pattern -> arns().stream().anyMatch(pattern::matches));
    }

    /** A user with and without his path, since names of users are unique; a role as STS and as IAM call it. */
    private List<String> arns() {
        return switch (kind) {
            case USER -> List.of(arn("iam", "user/" + path + name), arn("iam", "user/" + name));
            case ASSUMED_ROLE -> List.of(arn("sts", "assumed-role/" + name), arn("iam", "role/" + name));
        };
    }

    private String arn(String service, String resource) {
        return "arn:%s:%s::%s:%s".formatted(partition, service, account, resource);
    }

    /** For permission templates. */
    Map<String, String> claims(Caller.Known caller) {
        return Map.of(
                "accountId",
                account,
                "arn",
                caller.arn(),
                "userId",
                caller.userId(),
                "partition",
                partition,
                "service",
                kind.service,
                "resourceType",
                kind.type,
                "resourceName",
                name);
    }
}
