package dev.claviger.kernel;

import java.time.DateTimeException;
import java.time.Instant;

/** Times that clients give. */
public final class Moments {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Moments() {}

    /**
     * Returns the moment, for clocks, calendars and databases to work with.
     *
     * @throws DateTimeException when its year has not four digits, as RFC 3339 wants it
     */
    public static Instant dated(Instant moment) {
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new DateTimeException("not within four digits of years");
        }
        return moment;
    }
}
