package dev.claviger.auth.totp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.totp.OwnTotp.Begun;
import dev.claviger.auth.totp.TotpStore.Stored;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.PublicRoute;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One's own second factor over HTTP. Open to people who have not chosen an organisation, since one may ask for it first. */
@Path("/api/v1/user/me/totp")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class TotpResource {
    private final OwnTotp totp;

    TotpResource(OwnTotp totp) {
        this.totp = totp;
    }

    @GET
    @PublicRoute
    public Uni<Shown> read() {
        return totp.find().map(Shown::of);
    }

    @POST
    @Path("/register")
    @Consumes(MediaType.WILDCARD)
    @PublicRoute
    public Uni<Registered> register() {
        return totp.begin().map(Registered::of);
    }

    @POST
    @Path("/verify")
    @PublicRoute
    public Uni<Said> verify(@Nullable Typed body) {
        return totp.confirm(code(body)).replaceWith(new Said("The second factor is on."));
    }

    @DELETE
    @PublicRoute
    public Uni<Said> remove(@Nullable Typed body) {
        return totp.remove(code(body)).replaceWith(new Said("The second factor is off."));
    }

    @POST
    @Path("/recovery-codes")
    @PublicRoute
    public Uni<Codes> newCodes(@Nullable Typed body) {
        return totp.newCodes(code(body)).map(Codes::of);
    }

    private static Secret code(@Nullable Typed body) {
        @Nullable Secret code = body == null ? null : body.totp();
        if (code == null || !code.hasText() || code.reveal().length() > 64) {
            throw InvalidInput.of("totp", "Must be a code of the authenticator app or a recovery code");
        }
        return code;
    }

    /** A code as somebody typed it. */
    public record Typed(@Nullable Secret totp) {}

    /** Whether it is on, and how many recovery codes are left. */
    public record Shown(boolean isVerified, long recoveryCodesLeft) {
        static Shown of(Stored stored) {
            return new Shown(stored.confirmed(), stored.codesLeft());
        }
    }

    /** The secret and the recovery codes as plain text, because this is where they leave. */
    public record Registered(String otpUrl, List<String> recoveryCodes) {
        static Registered of(Begun begun) {
            String email =
                    URLEncoder.encode(begun.person().session().user().email().text(), UTF_8);
            String url = "otpauth://totp/Claviger:%s?secret=%s&issuer=Claviger"
                    .formatted(email, begun.fresh().secret().reveal());
            return new Registered(url, Codes.of(begun.fresh().recoveryCodes()).recoveryCodes());
        }

        @Override
        public String toString() {
            return "Registered[redacted]";
        }
    }

    /** Recovery codes as plain text, because this is where they leave. */
    public record Codes(List<String> recoveryCodes) {
        static Codes of(List<Secret> codes) {
            return new Codes(codes.stream().map(Secret::reveal).toList());
        }

        @Override
        public String toString() {
            return "Codes[redacted]";
        }
    }

    /** A text and no more. */
    public record Said(String message) {}
}
