package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Secret;
import dev.claviger.sync.sqllogin.PasswordRequirements.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Makes passwords. All that keep to the requirements are equally likely, because one that does not is thrown away as a whole; only where
 * hardly any would do is one put together instead.
 */
@ApplicationScoped
public class PasswordMaker {
    private static final int TRIES = 2_000;

    private final RandomGenerator chance;

    PasswordMaker(RandomGenerator chance) {
        this.chance = chance;
    }

    public Secret make(PasswordRequirements wanted) {
        List<Sort> sorts = wanted.sorts();
        String all = distinct(sorts.stream().map(Sort::characters).collect(Collectors.joining()));
        for (int tries = 0; tries < TRIES; tries++) {
            char[] drawn = draw(all, wanted.count());
            if (sorts.stream().allMatch(sort -> holds(drawn, sort))) {
                return Secret.of(new String(drawn));
            }
        }
        return Secret.of(new String(composed(sorts, all, wanted.count())));
    }

    /** A symbol that was named twice is not twice as likely. */
    private static String distinct(String characters) {
        return characters.chars().distinct().mapToObj(Character::toString).collect(Collectors.joining());
    }

    private char[] draw(String characters, int count) {
        char[] drawn = new char[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = characters.charAt(chance.nextInt(characters.length()));
        }
        return drawn;
    }

    private static boolean holds(char[] drawn, Sort sort) {
        int found = 0;
        for (char c : drawn) {
            found += sort.characters().indexOf(c) < 0 ? 0 : 1;
        }
        return found >= sort.least();
    }

    private char[] composed(List<Sort> sorts, String all, int count) {
        StringBuilder text = new StringBuilder();
        for (Sort sort : sorts) {
            var _ = text.append(draw(distinct(sort.characters()), sort.least()));
        }
        var _ = text.append(draw(all, count - text.length()));
        return shuffled(text.toString().toCharArray());
    }

    private char[] shuffled(char[] text) {
        for (int i = text.length - 1; i > 0; i--) {
            int other = chance.nextInt(i + 1);
            char kept = text[i];
            text[i] = text[other];
            text[other] = kept;
        }
        return text;
    }
}
