package dev.claviger.sync.sqllogin;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How logins are called. Each name holds a random part, so that no two leases ever share a login; whatever of a caller's name is no letter
 * or digit becomes a dash.
 */
public final class UsernameTemplate {
    static final int RANDOM_LENGTH = 32;
    private static final String RANDOM = "randomUsername";
    private static final String TIME = "unixTimestamp";
    private static final String CALLER = "identity.name";
    private static final String USUAL = "{{%s}}".formatted(RANDOM);
    private static final int LONGEST_CALLER = 16;

    /** More than that PostgreSQL cuts off without a word. */
    private static final int LONGEST = 63;

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.@-]+");

    private final Template template;

    private UsernameTemplate(Template template) {
        this.template = template;
    }

    /** Null for the usual one. Throws {@link Malformed} when its names would be too long, unsafe or not unique. */
    public static UsernameTemplate parse(@Nullable String text) {
        Template template =
                Template.parse(text == null || text.isBlank() ? USUAL : text.strip(), Set.of(RANDOM, TIME, CALLER));
        if (!template.uses(RANDOM)) {
            throw new Malformed("Must hold {{randomUsername}}, so that no two leases share a login");
        }
        UsernameTemplate parsed = new UsernameTemplate(template);
        String longest = parsed.rendered("r".repeat(RANDOM_LENGTH), "9".repeat(10), "n".repeat(LONGEST_CALLER));
        if (longest.length() > LONGEST) {
            throw new Malformed("Makes names of up to %d characters; PostgreSQL takes 63".formatted(longest.length()));
        }
        if (!SAFE.matcher(longest).matches()) {
            throw new Malformed("May hold letters, digits, dots, dashes, underscores and @ beside its variables");
        }
        return parsed;
    }

    /** One more name. */
    String name(String random, long seconds, String caller) {
        String plain = caller.replaceAll("[^A-Za-z0-9]", "-");
        String cut = plain.length() > LONGEST_CALLER ? plain.substring(0, LONGEST_CALLER) : plain;
        return rendered(random, Long.toString(seconds), cut);
    }

    private String rendered(String random, String seconds, String caller) {
        return template.rendered(Map.of(RANDOM, random, TIME, seconds, CALLER, caller));
    }
}
