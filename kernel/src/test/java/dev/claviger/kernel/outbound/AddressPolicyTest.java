package dev.claviger.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    private static final AddressPolicy NOTHING_LISTED = new AddressPolicy(List.of());

    private static final AddressPolicy EVERYTHING_LISTED =
            new AddressPolicy(Stream.of("0.0.0.0/0", "::/0").map(Cidr::of).toList());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "100.127.255.255",
                "169.254.169.254",
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.8",
                "198.18.0.1",
                "192.0.2.1",
                "203.0.113.9",
                "::",
                "::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "fd00:ec2::254",
                "ff02::1",
                "2001:db8::1",
                "100::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "::8.8.8.8",
                "2002:7f00:1::",
                "2002:808:808::1",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::a00:1",
                "2001::1",
                "2001:0:808:808::f5ff:fffe",
                "2a00:1450::5efe:10.0.0.1",
                "2a00:1450::200:5efe:127.0.0.1"
            })
    void T8_permits_refusesEverythingThatIsNotPublic(String address) {
        assertThat(NOTHING_LISTED.permits(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2a00:1450:4001::200e", "2606:4700::1111"})
    void permits_takesPublicAddresses(String address) {
        assertThat(NOTHING_LISTED.permits(InetAddress.ofLiteral(address))).isTrue();
        assertThat(NOTHING_LISTED.isListed(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "::ffff:169.254.169.254",
                "::169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1",
                "2001::5601:5601",
                "fd00::5efe:169.254.169.254",
                "100.100.100.200",
                "fd00:ec2::254",
                "fe80::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255"
            })
    void T8_permits_refusesLinkLocalAndMetadata_whateverIsListed(String address) {
        assertThat(EVERYTHING_LISTED.permits(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.1.2.3", "192.168.0.10", "fd12::5", "100.64.0.1"})
    void permits_takesListedPrivateAddresses(String address) {
        assertThat(EVERYTHING_LISTED.permits(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void isListed_endsAtThePrefix() {
        var policy = new AddressPolicy(List.of(Cidr.of("10.1.0.0/16"), Cidr.of("fd00:1::7")));

        assertThat(policy.isListed(InetAddress.ofLiteral("10.1.255.255"))).isTrue();
        assertThat(policy.isListed(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(policy.isListed(InetAddress.ofLiteral("fd00:1::7"))).isTrue();
        assertThat(policy.isListed(InetAddress.ofLiteral("fd00:1::8"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "localhost/8", "10.0.0.0/x", ""})
    void cidr_refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Cidr.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
