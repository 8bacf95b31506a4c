package dev.claviger.sync.rotating;

import dev.claviger.kernel.http.Validation;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The time of the day, by the clock of UTC, at which is rotated. */
public record RotateAt(int hours, int minutes) {
    public static final RotateAt MIDNIGHT = new RotateAt(0, 0);

    public void check(Validation valid) {
        valid.check(hours >= 0 && hours <= 23, "rotateAtUtc.hours", "Must be between 0 and 23");
        valid.check(minutes >= 0 && minutes <= 59, "rotateAtUtc.minutes", "Must be between 0 and 59");
    }

    /** That time, so many days after the day of the moment. */
    public Instant after(Instant moment, int days) {
        ZonedDateTime day = moment.atZone(ZoneOffset.UTC);
        return day.plusDays(days).with(LocalTime.of(hours, minutes)).toInstant();
    }
}
