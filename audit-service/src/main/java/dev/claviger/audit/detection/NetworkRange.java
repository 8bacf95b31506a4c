package dev.claviger.audit.detection;

import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbound.Cidr;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A range of addresses with its text in the form that PostgreSQL takes. */
record NetworkRange(String text, Cidr cidr) {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?");
    private static final NetworkRange NOTHING = new NetworkRange("", Cidr.of("0.0.0.0"));

    /** Wider ones would let nearly everybody pass for the same network. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;

    /** An address or {@code address/prefix}; empty for anything else. Nothing is looked up. */
    static Optional<NetworkRange> read(String given) {
        if (!FORM.matcher(given).matches()) {
            return Optional.empty();
        }
        try {
            Cidr cidr = Cidr.of(given);
            String address = InetAddress.ofLiteral(given.split("/", 2)[0]).getHostAddress();
            return Optional.of(new NetworkRange("%s/%d".formatted(address, cidr.prefix()), cidr));
        } catch (IllegalArgumentException noRange) {
            return Optional.empty();
        }
    }

    /** Notes what is wrong with it. */
    static NetworkRange read(Validation valid, @Nullable String given) {
        String text = valid.text("networks.ranges", given);
        Optional<NetworkRange> range = read(text);
        valid.check(
                text.isEmpty() || range.isPresent(),
                "networks.ranges",
                "Must be addresses or ranges such as 198.51.100.0/24 or 2001:db8::/48");
        valid.check(
                range.stream().allMatch(NetworkRange::isNarrow),
                "networks.ranges",
                "Must not be wider than /8, or /16 of IPv6");
        return range.orElse(NOTHING);
    }

    private boolean isNarrow() {
        return cidr.prefix() >= (cidr.width() == 32 ? WIDEST_V4 : WIDEST_V6);
    }

    boolean contains(NetworkRange other) {
        return cidr.width() == other.cidr.width()
                && cidr.prefix() <= other.cidr.prefix()
                && other.cidr
                        .network()
                        .shiftRight(other.cidr.prefix() - cidr.prefix())
                        .equals(cidr.network());
    }

    boolean meets(NetworkRange other) {
        return contains(other) || other.contains(this);
    }
}
