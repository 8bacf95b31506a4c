package dev.claviger.audit.query;

import dev.claviger.kernel.outbound.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A range of addresses of one family, both ends included, in a form that PostgreSQL takes. */
record Network(String first, String last) {

    /** An address or {@code address/prefix}; empty for anything else. Nothing is looked up. */
    static Optional<Network> read(String text) {
        try {
            return text.indexOf('%') >= 0 ? Optional.empty() : Optional.of(of(Cidr.of(text)));
        } catch (IllegalArgumentException noNetwork) {
            return Optional.empty();
        }
    }

    private static Network of(Cidr network) {
        int free = network.width() - network.prefix();
        BigInteger first = network.network().shiftLeft(free);
        BigInteger last = first.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE);
        return new Network(address(first, network.width()), address(last, network.width()));
    }

    private static String address(BigInteger value, int width) {
        byte[] bytes = new byte[width / 8];
        byte[] digits = value.toByteArray();
        int length = Math.min(digits.length, bytes.length);
        System.arraycopy(digits, digits.length - length, bytes, bytes.length - length, length);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address", impossible);
        }
    }
}
