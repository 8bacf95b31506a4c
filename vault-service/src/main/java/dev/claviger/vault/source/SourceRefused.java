package dev.claviger.vault.source;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.stream.Collectors;

/** Another server that does not give what was asked for, or gives what cannot be taken. Quotes nothing but names. */
public final class SourceRefused extends Failure {
    private static final int NAMED = 20;

    private SourceRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static SourceRefused status(String what, int status) {
        String hint = switch (status) {
            case 401, 403 -> "Check the credentials and what they may read there.";
            case 404 -> "Check the address, the mount or project, and the path.";
            case 429 -> "It limits the rate. Try again later, or take a smaller part.";
            default -> "Try again later, or look into its log.";
        };
        return new SourceRefused("The other server answered %s with status %d. %s".formatted(what, status, hint));
    }

    static SourceRefused unreadable(String what) {
        return new SourceRefused(
                "The other server's answer to %s is not what that kind of server sends. Check the address and the kind."
                        .formatted(what));
    }

    static SourceRefused nothing() {
        return new SourceRefused("There is nothing to take at that path of the other server.");
    }

    static SourceRefused tooMuch(String limit) {
        return new SourceRefused("There are more than %s. Take them in parts, by path.".formatted(limit));
    }

    static SourceRefused hidden(String path) {
        return new SourceRefused(
                "The other server does not show all values in %s. Let the identity read them there.".formatted(path));
    }

    static SourceRefused unfit(List<Harvest.LeftOut> unfit) {
        String names = unfit.stream()
                .limit(NAMED)
                .map(one -> "%s %s (%s)"
                        .formatted(one.path(), one.name(), one.reason())
                        .replace("  ", " "))
                .collect(Collectors.joining("; "));
        return new SourceRefused("%d of them cannot be taken as they are: %s. Set leaveOut to take the others."
                .formatted(unfit.size(), names));
    }
}
