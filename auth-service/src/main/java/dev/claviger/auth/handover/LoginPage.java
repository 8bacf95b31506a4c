package dev.claviger.auth.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The texts of the login page. What stands in them that is not ours is escaped. */
@ApplicationScoped
class LoginPage {
    private final String page = read("page.html");
    private final String refusal = read("refusal.html");
    private final String style = read("page.css");
    private final String script = read("page.js");
    private final String client = read("client.js");

    /** The page for somebody whom a program at this port sent. */
    String of(CallbackPort port, List<Offer> offers) {
        return page.replace("{port}", String.valueOf(port.number()))
                .replace("{waiting}", waiting(port))
                .replace("{offers}", offers.stream().map(LoginPage::button).collect(Collectors.joining()));
    }

    /** The page for somebody whose address has no usable port. */
    String refusal() {
        return refusal;
    }

    String style() {
        return style;
    }

    /** What the page does. */
    String script() {
        return script;
    }

    /** How it talks to this service and to the program that waits. */
    String client() {
        return client;
    }

    private static String waiting(CallbackPort port) {
        return port.isNone()
                ? "No program waits for this login. To log your terminal in, run <code>infisical login</code> there and open the address that it shows."
                : "A program on this computer waits at port <strong>%d</strong> for you to log in."
                        .formatted(port.number());
    }

    private static String button(Offer offer) {
        return """
                <button type="button" class="offer" data-organization="%s">Continue with %s</button>
                """.formatted(escaped(offer.slug()), escaped(offer.name()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String read(String name) {
        try (InputStream text = Objects.requireNonNull(LoginPage.class.getResourceAsStream("/handover/" + name))) {
            return new String(text.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the login page is part of the program", e);
        }
    }
}
