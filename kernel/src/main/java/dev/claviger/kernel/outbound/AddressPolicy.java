package dev.claviger.kernel.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a fetch may reach.
 *
 * <p>Public ones; those the operator lists; never link-local, metadata, multicast or unspecified ones. An IPv6 address that carries an
 * IPv4 address is not public, because where it leads depends on gateways that we do not know.
 */
final class AddressPolicy {

    /** Out of reach even when listed: nothing a user may name lives there, and the metadata services do. */
    private static final List<Cidr> NEVER = networks(
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "255.255.255.255",
            // metadata services outside the link-local network: Alibaba, Oracle, AWS
            "100.100.100.200",
            "192.0.0.192",
            "fd00:ec2::/32",
            "::",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");

    /** The special-purpose registry of IANA for IPv4, and for the part of IPv6 that is unicast. */
    private static final List<Cidr> NOT_PUBLIC = networks(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20");

    /** Compatible addresses and NAT64: the IPv4 address stands in the last four bytes. */
    private static final List<Cidr> IPV4_LAST = networks("::/96", "64:ff9b::/96", "64:ff9b:1::/48");

    private static final Cidr IPV4 = Cidr.of("0.0.0.0/0");
    private static final Cidr IPV6_UNICAST = Cidr.of("2000::/3");
    private static final Cidr TEREDO = Cidr.of("2001::/32");
    private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16");

    private final List<Cidr> allowed;

    AddressPolicy(List<Cidr> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Whether the service may connect to the address. */
    boolean permits(InetAddress address) {
        return isListed(address)
                || (isPublic(address) && carried(address).allMatch(AddressPolicy::isPublic) && !isNever(address));
    }

    /** Whether the operator listed the address, so that it may also be reached without TLS. */
    boolean isListed(InetAddress address) {
        return isIn(allowed, address) && !isNever(address);
    }

    private static boolean isPublic(InetAddress address) {
        return (IPV4.has(address) || IPV6_UNICAST.has(address)) && !isIn(NOT_PUBLIC, address);
    }

    private static boolean isNever(InetAddress address) {
        return Stream.concat(Stream.of(address), carried(address)).anyMatch(each -> isIn(NEVER, each));
    }

    /** The IPv4 addresses inside an IPv6 address. Mapped ones never get here: Java turns them into IPv4 addresses. */
    private static Stream<InetAddress> carried(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return Stream.empty();
        }
        if (SIX_TO_FOUR.has(address)) {
            return Stream.of(ipv4(bytes, 2));
        }
        if (TEREDO.has(address)) {
            byte[] inverted = bytes.clone();
            for (int i = 12; i < 16; i++) {
                inverted[i] = (byte) ~inverted[i];
            }
            return Stream.of(ipv4(bytes, 4), ipv4(inverted, 12));
        }
        boolean inLastBytes = isIn(IPV4_LAST, address) || isIsatap(bytes);
        return inLastBytes && !address.isLoopbackAddress() ? Stream.of(ipv4(bytes, 12)) : Stream.empty();
    }

    private static boolean isIsatap(byte[] bytes) {
        return (bytes[8] & ~2) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static boolean isIn(List<Cidr> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.has(address));
    }

    private static List<Cidr> networks(String... texts) {
        return Arrays.stream(texts).map(Cidr::of).toList();
    }
}
