package dev.claviger.kernel;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes identifiers from the given clock and source of chance. An identifier is never a capability. */
public final class Ids {
    private static final long VERSION_7 = 0x7000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long RANDOM_12_BITS = 0x0FFFL;
    private static final long VARIANT_RFC = 0x8000000000000000L;

    private final Clock clock;
    private final RandomGenerator random;

    public Ids(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A time-ordered id (UUID version 7, RFC 9562 section 5.7): index-friendly, shows its creation time. */
    public UUID next() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & RANDOM_12_BITS);
        return new UUID(high, VARIANT_RFC | (random.nextLong() >>> 2));
    }

    /** A random id (UUID version 4) for everything a client of the public API sees; some clients check the version. */
    public UUID nextPublic() {
        long high = (random.nextLong() & 0xFFFFFFFFFFFF0000L) | VERSION_4 | (random.nextLong() & RANDOM_12_BITS);
        return new UUID(high, VARIANT_RFC | (random.nextLong() >>> 2));
    }
}
