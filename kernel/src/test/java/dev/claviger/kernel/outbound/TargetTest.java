package dev.claviger.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://017700000001/",
                        "https://0177.0.0.1/",
                "https://127.1/", "https://127.0.0.01/", "https://256.1.1.1/", "https://1.2.3.4.5/", "https://a.0x7f/",
                "https://127.0.0.1./", "https://[fe80::1%25eth0]/"
            })
    void T8_of_refusesAddressesInDisguise(String url) {
        assertThatThrownBy(() -> Target.of(URI.create(url))).isInstanceOf(OutboundRefused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "jar:https://a.example/!/",
                        "https:a.example",
                "//a.example/", "/relative", "https:///path", "https://a.example:0/", "https://a.example:65536/"
            })
    void T8_of_refusesOtherSchemesAndHalfUrls(String url) {
        assertThatThrownBy(() -> Target.of(URI.create(url))).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void T8_of_refusesCredentialsInTheUrl_andDoesNotRepeatThem() {
        assertThatThrownBy(() -> Target.of(URI.create("https://user:hunter2@a.example/")))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("a.example")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void of_takesAPlainUrlApart() {
        var target = Target.of(URI.create("https://GitLab.example.com/oidc/conf?a=b%20c#part"));

        assertThat(target).isEqualTo(new Target(new HostName("gitlab.example.com"), 443, true, "/oidc/conf?a=b%20c"));
        assertThat(Target.of(URI.create("https://a.example")).path()).isEqualTo("/");
        assertThat(Target.of(URI.create("https://[::1]:8443/")).name().literal())
                .isPresent();
        assertThat(Target.of(URI.create("https://10.0.0.1/")).name().literal()).isPresent();
        assertThat(target.name().literal()).isEmpty();
    }
}
