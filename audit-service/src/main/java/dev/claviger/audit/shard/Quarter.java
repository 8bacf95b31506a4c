package dev.claviger.audit.shard;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;

/**
 * A quarter of a year, in UTC.
 *
 * @param number year times ten plus 1 to 4
 */
public record Quarter(int number) implements Comparable<Quarter> {

    public static Quarter of(Instant moment) {
        ZonedDateTime time = moment.atZone(ZoneOffset.UTC);
        return new Quarter(time.getYear() * 10 + time.get(IsoFields.QUARTER_OF_YEAR));
    }

    /** As it stands in origins: {@code 2026q4}. */
    public String text() {
        return number / 10 + "q" + number % 10;
    }

    @Override
    public int compareTo(Quarter other) {
        return Integer.compare(number, other.number);
    }
}
