package dev.claviger.audit.channel;

import dev.claviger.audit.transport.Field;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways, each with the settings that it takes. An address may be a credential by itself, as those of chats are. */
public enum ChannelKind {
    WEBHOOK("webhook"),
    SLACK("slack"),
    EMAIL("email");

    private static final String MAILBOX =
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63}){0,8}";
    private static final int LONGEST = 500;
    private static final Field SERVER = Field.shown(
            "url",
            url -> Field.isAddress(url, "smtps?")
                    && URI.create(url).getRawPath().isEmpty(),
            "Must be an address like smtps://mail.example.com:465, or smtp://mail.example.com:587 for STARTTLS");
    private static final Field USER =
            Field.shown("username", ChannelKind::isText, "Must be plain text of at most 500 characters");
    private static final Field PASSWORD =
            Field.hidden("password", ChannelKind::isText, "Must be text of at most 500 characters");
    private static final Field FROM =
            Field.shown("from", text -> text.matches(MAILBOX), "Must be an address like claviger@example.com");
    private static final Field TO = Field.shown(
            "to",
            text -> text.matches(MAILBOX + "(\\s*,\\s*" + MAILBOX + "){0,9}"),
            "Must be one to ten addresses like lena@example.com, separated by commas");

    private static final Field ADDRESS =
            Field.hidden("url", Field::isHttp, "Must be an address like https://alerts.example.com/claviger");

    private final String slug;

    ChannelKind(String slug) {
        this.slug = slug;
    }

    public String slug() {
        return slug;
    }

    public List<Field> fields() {
        return switch (this) {
            case WEBHOOK -> List.of(ADDRESS, Field.SIGNING_SECRET.optional(), Field.CA_CERT.optional());
            case SLACK -> List.of(ADDRESS, Field.CA_CERT.optional());
            case EMAIL -> List.of(SERVER, USER.optional(), PASSWORD.optional(), FROM, TO, Field.CA_CERT.optional());
        };
    }

    private static boolean isText(String text) {
        return text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl);
    }

    public static Optional<ChannelKind> bySlug(String slug) {
        return Stream.of(values()).filter(each -> each.slug.equals(slug)).findFirst();
    }
}
