package dev.claviger.kernel.outbound;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The way to servers that users name and that speak something else than HTTP, under the rules of {@link GuardedHttp}: the name is
 * resolved once, every address it has is checked, the connection goes to a checked address, and TLS checks the name. Limits of time and size
 * the caller must keep himself.
 */
@Singleton
public final class GuardedSockets {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private final OutboundConfig config;
    private final Doors doors;
    private final Trust trust = new Trust();

    public GuardedSockets(AddressResolver resolver, OutboundConfig config) {
        this.config = config;
        this.doors = new Doors(resolver, config);
    }

    /**
     * Where to, and how.
     *
     * @param usualPort of the protocol; others must be 1024 or more, unless the operator has listed the address
     * @param caCert PEM certificates to trust instead of the public authorities; empty for those
     */
    public record Way(URI uri, int port, int usualPort, Encryption encryption, String caCert) {}

    /** When TLS begins. */
    public enum Encryption {
        /** With the connection. */
        AT_ONCE,
        /** When both sides have agreed on it; the caller must not say anything before. */
        LATER,
        /** Never; only addresses that the operator has listed are reached so. */
        NEVER
    }

    /**
     * Finds the address. Fails with {@link OutboundRefused} when it may not be reached or the certificates are unusable, and with
     * {@link OutboundFailed} when there is none.
     */
    public Uni<Line> find(Way way) {
        return Uni.createFrom()
                .item(() -> HostName.of(way.uri))
                .chain(doors::find)
                .invoke(door -> requirePublicManners(door, way))
                .map(door -> line(door, way));
    }

    private static void requirePublicManners(Door door, Way way) {
        if (door.listed()) {
            return;
        }
        if (way.encryption == Encryption.NEVER) {
            throw new OutboundRefused(door.host(), "only TLS is allowed");
        }
        if (way.port < FIRST_UNPRIVILEGED_PORT && way.port != way.usualPort) {
            throw new OutboundRefused(door.host(), "port %d is not for this protocol".formatted(way.port));
        }
    }

    private Line line(Door door, Way way) {
        NamedTls tls = new NamedTls(context(door.host(), way.caCert), door.host());
        return new Line(door, way.port, config.connectTimeout(), tls, way.encryption == Encryption.AT_ONCE);
    }

    private SSLContext context(String host, String caCert) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust.manager(host, caCert)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK speaks TLS", e);
        }
    }
}
