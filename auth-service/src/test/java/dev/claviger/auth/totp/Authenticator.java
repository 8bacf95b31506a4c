package dev.claviger.auth.totp;

import dev.claviger.auth.TestClock;

/** The app on the phone of somebody who has set up a second factor. */
public final class Authenticator {
    private final String secret;

    /** @param url that the service showed */
    public Authenticator(String url) {
        secret = url.replaceAll(".*secret=([A-Z2-7]+).*", "$1");
    }

    /** What it shows now. */
    public String code() {
        return Totp.code(Base32Reader.decode(secret), TestClock.now().getEpochSecond() / 30);
    }
}
