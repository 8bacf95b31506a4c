package dev.claviger.kernel.outbound;

import java.math.BigInteger;
import java.net.InetAddress;

/** A network: all addresses of one family that share a prefix. A single address is a network of its own. */
public record Cidr(BigInteger network, int width, int prefix) {

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; bits behind the prefix are ignored. */
    public static Cidr of(String text) {
        String[] parts = text.strip().split("/", 2);
        InetAddress address = InetAddress.ofLiteral(parts[0]);
        int width = width(address);
        int prefix = parts.length == 1 ? width : Integer.parseInt(parts[1]);
        if (prefix < 0 || prefix > width) {
            throw new IllegalArgumentException(
                    "%s is not a network: its prefix exceeds %d bits".formatted(text, width));
        }
        return new Cidr(value(address).shiftRight(width - prefix), width, prefix);
    }

    public boolean has(InetAddress address) {
        return width == width(address)
                && value(address).shiftRight(width - prefix).equals(network);
    }

    private static BigInteger value(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static int width(InetAddress address) {
        return address.getAddress().length * 8;
    }
}
