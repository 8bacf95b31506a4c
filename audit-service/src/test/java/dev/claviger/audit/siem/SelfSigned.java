package dev.claviger.audit.siem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A key and a certificate for 127.0.0.1 that no authority has signed. */
public record SelfSigned(Path file) {
    public static final String PASSWORD = "changeit";

    public static SelfSigned in(Path folder) throws IOException {
        Path file = folder.resolve("server.p12");
        String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made = new ProcessBuilder((tool
                                + " -genkeypair -keyalg EC -alias server -dname CN=server -ext SAN=ip:127.0.0.1 -storetype PKCS12"
                                + " -storepass " + PASSWORD + " -keystore " + file)
                        .split(" "))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
                throw new IOException("keytool made no certificate");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
        return new SelfSigned(file);
    }

    public KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** The certificate alone. */
    public static String pem(KeyStore store) {
        try {
            String body = Base64.getMimeEncoder()
                    .encodeToString(store.getCertificate("server").getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
