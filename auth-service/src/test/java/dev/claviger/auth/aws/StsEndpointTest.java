package dev.claviger.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StsEndpointTest {

    @ParameterizedTest
    @CsvSource({
        "sts.amazonaws.com, us-east-1",
        "sts.eu-west-1.amazonaws.com, eu-west-1",
        "sts.ap-southeast-2.amazonaws.com, ap-southeast-2",
        "sts.us-gov-west-1.amazonaws.com, us-gov-west-1"
    })
    void globalEndpoint_standsForThatOfTheRegion(String signedHost, String region) {
        assertThat(StsEndpoint.of(StsEndpoint.GLOBAL, signedHost, region))
                .hasValue(URI.create("https://%s/".formatted(signedHost)));
    }

    /** T8: the caller has no say in where his request goes; a bucket of his may be called sts. */
    @ParameterizedTest
    @CsvSource({
        "sts.s3.amazonaws.com, s3",
        "sts.s3-us-west-2.amazonaws.com, s3-us-west-2",
        "sts.eu-west-1.amazonaws.com, us-east-1",
        "sts.eu-west-1.evil.example, eu-west-1",
        "evil.example, eu-west-1",
        "sts.amazonaws.com.evil.example, eu-west-1",
        "sts.x.amazonaws.com, x",
        "sts..amazonaws.com, ''",
        "'', eu-west-1"
    })
    void T8_otherHostsAreNone(String signedHost, String region) {
        assertThat(StsEndpoint.of(StsEndpoint.GLOBAL, signedHost, region)).isEmpty();
    }

    @Test
    void T8_configuredEndpoint_isTheOnlyOne() {
        URI configured = URI.create("https://sts.eu-west-1.amazonaws.com");

        assertThat(StsEndpoint.of(configured, "sts.eu-west-1.amazonaws.com", "eu-west-1"))
                .hasValue(configured);
        assertThat(StsEndpoint.of(configured, "sts.eu-west-2.amazonaws.com", "eu-west-2"))
                .isEmpty();
        assertThat(StsEndpoint.of(configured, "sts.amazonaws.com", "us-east-1")).isEmpty();
        assertThat(StsEndpoint.of(URI.create("http://sts.amazonaws.com"), "sts.eu-west-1.amazonaws.com", "eu-west-1"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sts.amazonaws.com",
                "https://sts.eu-west-1.amazonaws.com/",
                "https://sts-fips.us-east-1.amazonaws.com",
                "https://sts.cn-north-1.amazonaws.com.cn",
                "https://sts.eusc-de-east-1.amazonaws.eu"
            })
    void endpointsOfAmazon_areKnown(String endpoint) {
        assertThat(StsEndpoint.isAmazon(URI.create(endpoint))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://amazonaws.com",
                "https://sts.evil.example",
                "https://sts.amazonaws.com.evil.example",
                "https://bucket.s3.amazonaws.com",
                "https://sts.amazonaws.com:8443"
            })
    void othersAreNot(String endpoint) {
        assertThat(StsEndpoint.isAmazon(URI.create(endpoint))).isFalse();
    }
}
