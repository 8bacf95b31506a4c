package dev.claviger.audit.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * The place between two pages of one search, as clients carry it: opaque, and good for that search in that organisation only. It gives
 * no right: what is searched follows from the caller. It holds the time that the search is about, so that all pages are about the same.
 */
record Cursor(Instant start, Instant end, Position after) {
    private static final byte VERSION = 1;
    private static final int BODY = 1 + 4 * Long.BYTES;
    private static final int CHECK = 12;

    /** @param search what the cursor is for, in any form that is the same for the same search */
    String text(UUID organisation, String search) {
        ByteBuffer body = ByteBuffer.allocate(BODY + CHECK)
                .put(VERSION)
                .putLong(micros(start))
                .putLong(micros(end))
                .putLong(after.micros())
                .putLong(after.index());
        body.put(check(Arrays.copyOf(body.array(), BODY), organisation, search));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(body.array());
    }

    /** Fails with {@link WrongCursor}. */
    static Cursor read(String text, UUID organisation, String search) {
        byte[] bytes = decode(text);
        if (bytes.length != BODY + CHECK || bytes[0] != VERSION) {
            throw new WrongCursor();
        }
        byte[] given = Arrays.copyOfRange(bytes, BODY, bytes.length);
        if (!MessageDigest.isEqual(given, check(Arrays.copyOf(bytes, BODY), organisation, search))) {
            throw new WrongCursor();
        }
        ByteBuffer body = ByteBuffer.wrap(bytes, 1, BODY - 1);
        return new Cursor(
                instant(body.getLong()), instant(body.getLong()), new Position(body.getLong(), body.getLong()));
    }

    static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException garbage) {
            throw new WrongCursor();
        }
    }

    private static byte[] check(byte[] body, UUID organisation, String search) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("claviger audit cursor".getBytes(UTF_8));
            digest.update(body);
            digest.update(organisation.toString().getBytes(UTF_8));
            return Arrays.copyOf(digest.digest(search.getBytes(UTF_8)), CHECK);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
