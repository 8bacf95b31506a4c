package dev.claviger.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.claviger.auth.method.Names;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {
    private static final String ROLE = "arn:aws:sts::123456789012:assumed-role/deployer/i-0abc";
    private static final String USER = "arn:aws:iam::123456789012:user/crew/ada";

    @ParameterizedTest
    @CsvSource({
        ROLE + ", arn:aws:sts::123456789012:assumed-role/deployer, true",
        ROLE + ", arn:aws:iam::123456789012:role/deployer, true",
        ROLE + ", arn:aws:iam::123456789012:role/dep*, true",
        ROLE + ", arn:aws:iam::123456789012:*, true",
        ROLE + ", arn:aws:sts::123456789012:assumed-role/*, true",
        ROLE + ", arn:aws:iam::123456789012:role/deploy, false",
        ROLE + ", arn:aws:iam::123456789012:role/Deployer, false",
        ROLE + ", arn:aws:iam::123456789012:user/*, false",
        ROLE + ", arn:aws:iam::210987654321:role/deployer, false",
        ROLE + ", arn:aws-us-gov:iam::123456789012:role/deployer, false",
        ROLE + ", arn:aws:iam::123456789012:role/deploye?, false",
        ROLE + ", arn:aws:iam::123456789012:role/.*, false",
        USER + ", arn:aws:iam::123456789012:user/ada, true",
        USER + ", arn:aws:iam::123456789012:user/crew/ada, true",
        USER + ", arn:aws:iam::123456789012:user/crew/*, true",
        USER + ", arn:aws:iam::123456789012:user/other/*, false",
        USER + ", arn:aws:iam::123456789012:role/ada, false",
        "arn:aws-us-gov:sts::123456789012:assumed-role/deployer/x, arn:aws-us-gov:iam::123456789012:role/deployer, true",
        "arn:aws-cn:iam::123456789012:user/ada, arn:aws-cn:iam::123456789012:user/ada, true"
    })
    void T7_patternsAreComparedWithThePrincipal(String arn, String pattern, boolean fits) {
        assertThat(Principal.parse(arn).orElseThrow().isIn(Names.parse(pattern)))
                .isEqualTo(fits);
    }

    /** T3: whoever takes a role on calls the session as he likes. */
    @ParameterizedTest
    @ValueSource(strings = {"x-admin", "admin", "role=admin", "*"})
    void T3_sessionNameCountsForNothing(String session) {
        Names wanted = Names.parse(
                "arn:aws:sts::123456789012:assumed-role/*admin, arn:aws:sts::123456789012:assumed-role/low/*");

        assertThat(Principal.parse("arn:aws:sts::123456789012:assumed-role/low/" + session)
                        .filter(principal -> principal.isIn(wanted)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::123456789012:root",
                "arn:aws:sts::123456789012:federated-user/ada",
                "arn:aws:sts::123456789012:assumed-role/deployer",
                "arn:aws:sts::123456789012:assumed-role/deployer/a/b",
                "arn:aws:sts::123456789012:assumed-role//x",
                "arn:aws:iam::12345678901:user/ada",
                "arn:aws:iam::123456789012:user/",
                "arn:aws:s3::123456789012:user/ada",
                "arn:aws:iam::123456789012:user/ada\nx",
                "arn:aws:iam::123456789012:user/a:arn:aws:iam::123456789012:user/admin",
                "",
                "nonsense"
            })
    void othersAreNoPrincipals(String arn) {
        assertThat(Principal.parse(arn)).isEmpty();
    }

    /** T20: patterns with many asterisks cost no more than their length. */
    @Test
    void T20_patternsAreCheap() {
        Wildcard costly = new Wildcard("*a".repeat(200) + "b");
        String text = "a".repeat(2000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(2), () -> assertThat(costly.matches(text)).isFalse());
    }
}
