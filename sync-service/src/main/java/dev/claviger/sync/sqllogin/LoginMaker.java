package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** Thinks of logins; nothing happens at a server yet. */
@ApplicationScoped
public class LoginMaker {
    /** Without capitals, and a letter first, so that the name is the same with and without quotation marks. */
    private static final String FIRST = PasswordRequirements.SMALL;

    private static final String OTHERS = PasswordRequirements.SMALL + PasswordRequirements.DIGITS;

    private final PasswordMaker passwords;
    private final RandomGenerator chance;
    private final Clock clock;

    LoginMaker(PasswordMaker passwords, RandomGenerator chance, Clock clock) {
        this.passwords = passwords;
        this.chance = chance;
        this.clock = clock;
    }

    /** One more, for a caller of this name. */
    public Login make(UsernameTemplate template, PasswordRequirements wanted, String caller) {
        Secret password = passwords.make(wanted);
        return new Login(template.name(random(), clock.instant().getEpochSecond(), caller), password);
    }

    private String random() {
        StringBuilder text = new StringBuilder().append(one(FIRST));
        while (text.length() < UsernameTemplate.RANDOM_LENGTH) {
            var _ = text.append(one(OTHERS));
        }
        return text.toString();
    }

    private char one(String characters) {
        return characters.charAt(chance.nextInt(characters.length()));
    }
}
