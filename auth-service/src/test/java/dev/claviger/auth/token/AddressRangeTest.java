package dev.claviger.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.128/25, 10.1.2.200, true",
        "10.1.2.128/25, 10.1.2.127, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "10.0.0.0/8, unknown, false",
        "10.0.0.0/8, ''  , false"
    })
    void contains(String range, String address, boolean expected) {
        assertThat(TrustedIps.of(range).contains(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.com",
                "10.0.0",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "::/129",
                "256.1.1.1",
                "0x7f.1.1.1",
                "1.2.3.4.5",
                "fe80::1%eth0",
                "10.0.0.0/8/8",
                "10.0.0.0 /8"
            })
    void parse_findsNothing_inAnythingElse(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void any_isEverywhere() {
        assertThat(TrustedIps.ANY.contains("203.0.113.9")).isTrue();
        assertThat(TrustedIps.ANY.contains("2001:db8::1")).isTrue();
    }
}
