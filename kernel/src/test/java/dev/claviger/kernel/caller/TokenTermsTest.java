package dev.claviger.kernel.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenTermsTest {

    @ParameterizedTest(name = "T12_address {0} is admitted: {1}")
    @CsvSource({
        "10.1.2.3,true",
        "11.0.0.1,false",
        "::ffff:10.1.2.3,true",
        "2001:db8::7,true",
        "2001:db9::7,false",
        "192.0.2.7,true",
        "192.0.2.8,false",
        "localhost,false",
        "'',false",
        "'10.1.2.3, 10.1.2.3',false"
    })
    void T12_restrictedToken_isAdmittedFromItsAddressesOnly(String ip, boolean admitted) {
        TokenTerms terms = terms(true, List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"));

        assertThat(terms.admits(ip)).isEqualTo(admitted);
    }

    @Test
    void freeToken_isAdmittedFromEverywhere() {
        assertThat(terms(false, null).admits("anything")).isTrue();
    }

    @Test
    void restrictedToken_withoutAddresses_isAdmittedFromNowhere() {
        assertThat(terms(true, null).admits("10.1.2.3")).isFalse();
    }

    @Test
    void usesAreCounted_whenTheyAreLimited() {
        assertThat(TokenTerms.of(Instant.EPOCH, 0L, false, null).counted()).isFalse();
        assertThat(TokenTerms.of(Instant.EPOCH, null, false, null).counted()).isFalse();
        assertThat(TokenTerms.of(Instant.EPOCH, 1L, false, null).counted()).isTrue();
        assertThatThrownBy(() -> TokenTerms.of(Instant.EPOCH, "1", false, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static TokenTerms terms(boolean restricted, @Nullable Object trusted) {
        return TokenTerms.of(Instant.EPOCH, 0L, restricted, trusted);
    }
}
