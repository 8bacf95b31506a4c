package dev.claviger.auth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.kernel.http.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The addresses from which something may be used (http-api.md 6.2). */
public record TrustedIps(List<AddressRange> ranges) {
    private static final int MAX_RANGES = 100;

    /** Everywhere. */
    public static final TrustedIps ANY = of("0.0.0.0/0", "::/0");

    public TrustedIps {
        ranges = List.copyOf(ranges);
    }

    /** Rebuilds what {@link #texts} gave. */
    public static TrustedIps of(String... texts) {
        return new TrustedIps(Stream.of(texts)
                .map(text ->
                        AddressRange.parse(text).orElseThrow(() -> new IllegalArgumentException("no address range")))
                .toList());
    }

    /** Reads the field of a request; absent or empty is the fallback. */
    public static TrustedIps read(Validation input, String field, @Nullable List<Given> given, TrustedIps fallback) {
        if (given == null || given.isEmpty()) {
            return fallback;
        }
        input.check(given.size() <= MAX_RANGES, field, "Must have at most " + MAX_RANGES + " entries");
        List<AddressRange> ranges = new ArrayList<>();
        for (Given entry : given) {
            String text = input.text(field, entry == null ? null : entry.ipAddress());
            AddressRange.parse(text)
                    .ifPresentOrElse(
                            ranges::add, () -> input.check(false, field, "Must be an IP address or a CIDR range"));
        }
        return new TrustedIps(ranges);
    }

    /** Whether the address, as text, lies within; an unreadable address does not. */
    public boolean contains(String address) {
        return AddressRange.address(address)
                .map(there -> ranges.stream().anyMatch(range -> range.contains(there)))
                .orElse(false);
    }

    /** For storage. */
    public String[] texts() {
        return ranges.stream().map(AddressRange::text).toArray(String[]::new);
    }

    /** For answers. */
    public List<Shown> shown() {
        return ranges.stream().map(Shown::of).toList();
    }

    /** As requests give it. */
    public record Given(@Nullable String ipAddress) {}

    /** As answers show it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shown(
            String type, String ipAddress, @Nullable Integer prefix) {
        static Shown of(AddressRange range) {
            return new Shown(
                    range.isIpv4() ? "ipv4" : "ipv6",
                    range.addressText(),
                    range.hasPrefix() ? range.prefixLength() : null);
        }
    }
}
