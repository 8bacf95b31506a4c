package dev.claviger.auth.handover;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where a program on the person's own computer waits for a login: a port of 127.0.0.1, or {@link #NONE}. */
public record CallbackPort(int number) {
    /** No program waits. */
    public static final CallbackPort NONE = new CallbackPort(0);

    private static final int LEAST = 1024;
    private static final int MOST = 65_535;
    private static final Pattern DIGITS = Pattern.compile("[1-9][0-9]{3,4}");

    public CallbackPort {
        if (number != 0 && !isUsable(number)) {
            throw new IllegalArgumentException("not a port that a program of a person has: " + number);
        }
    }

    /** Whether a program that needs no special rights may wait there. */
    public static boolean isUsable(int number) {
        return number >= LEAST && number <= MOST;
    }

    /** Empty unless the text is such a number in plain digits. */
    public static Optional<CallbackPort> parse(String text) {
        return Optional.of(text)
                .filter(given -> DIGITS.matcher(given).matches())
                .map(Integer::parseInt)
                .filter(CallbackPort::isUsable)
                .map(CallbackPort::new);
    }

    public boolean isNone() {
        return number == 0;
    }

    /** The path of the login page for this port. */
    public String page() {
        return isNone() ? "/login" : "/login?callback_port=" + number;
    }
}
