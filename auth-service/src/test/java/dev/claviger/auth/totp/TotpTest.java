package dev.claviger.auth.totp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the vectors of RFC 6238, appendix B (the last six of their eight digits), and RFC 4648, section 10. */
class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(US_ASCII);

    @ParameterizedTest
    @CsvSource({
        "59,287082",
        "1111111109,081804",
        "1111111111,050471",
        "1234567890,005924",
        "2000000000,279037",
        "20000000000,353130"
    })
    void code_isThatOfTheStandard(long time, String code) {
        assertThat(Totp.code(SECRET, time / 30)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"-60,false", "-30,true", "0,true", "30,true", "60,false"})
    void code_isGoodOneStepAround(long offset, boolean good) {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        String code = Totp.code(SECRET, now.plusSeconds(offset).getEpochSecond() / 30);

        assertThat(Totp.step(SECRET, code, now, 0).isPresent()).isEqualTo(good);
    }

    @Test
    void T9_usedStepIsNoStep() {
        Instant now = Instant.ofEpochSecond(1_111_111_111);
        long step = now.getEpochSecond() / 30;

        assertThat(Totp.step(SECRET, Totp.code(SECRET, step), now, step)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fooba,MZXW6YTB", "foobarfoob,MZXW6YTBOJTG633C"})
    void base32_isThatOfTheStandard(String plain, String encoded) {
        assertThat(Base32.encode(plain.getBytes(US_ASCII))).isEqualTo(encoded);
    }
}
