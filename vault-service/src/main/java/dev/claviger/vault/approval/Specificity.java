package dev.claviger.vault.approval;

import dev.claviger.vault.feed.PathPattern;
import java.util.Comparator;

/** How much of the path of a policy is certain: of several that cover a folder the most certain one counts. */
public final class Specificity {
    private static final String WILD = "*?[]{}()!+@|\\";

    /** The more certain pattern is the greater one. */
    public static final Comparator<PathPattern> ORDER = Comparator.comparingInt(Specificity::plainLength)
            .thenComparing(path -> !path.text().contains("**"))
            .thenComparingInt(path -> path.text().length());

    private Specificity() {}

    private static int plainLength(PathPattern path) {
        String text = path.text();
        for (int place = 0; place < text.length(); place++) {
            if (WILD.indexOf(text.charAt(place)) >= 0) {
                return place;
            }
        }
        return Integer.MAX_VALUE;
    }
}
