package dev.claviger.auth.token;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address, or a range of them ({@code 10.0.0.0/8}). Never looks up a name.
 *
 * @param text as it was given, because clients compare what they get back with what they sent
 * @param prefixLength how many leading bits count
 */
public record AddressRange(String text, InetAddress address, int prefixLength) {
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    /** Reads an address with or without a prefix length; empty when it is neither. */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        return address(literal).flatMap(address -> {
            int bits = address.getAddress().length * 8;
            String prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
            return PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= bits
                    ? Optional.of(new AddressRange(text, address, Integer.parseInt(prefix)))
                    : Optional.empty();
        });
    }

    /** Reads an address literal; an IPv4 address mapped into IPv6 becomes the IPv4 address that it is. */
    static Optional<InetAddress> address(String literal) {
        boolean plausible = literal.contains(":")
                ? COLONS.matcher(literal).matches()
                : DOTTED.matcher(literal).matches();
        try {
            return plausible ? Optional.of(InetAddress.ofLiteral(literal)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixLength; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /** The address part of the text. */
    String addressText() {
        int slash = text.indexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    boolean hasPrefix() {
        return text.indexOf('/') >= 0;
    }
}
