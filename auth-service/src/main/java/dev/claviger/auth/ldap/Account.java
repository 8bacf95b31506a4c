package dev.claviger.auth.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import dev.claviger.kernel.Secret;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * What wrong passwords are counted for. An entry is one account, by whatever name it was found and however that is spelled. Names without
 * an entry share a few accounts, of which none tells what was written there: some clients put the password in place of the name.
 */
final class Account {
    private static final int BUCKET_BYTES = 2;

    private Account() {}

    static Buffer of(Found found, Secret name) {
        return switch (found) {
            case Found.Somebody somebody -> Buffer.buffer(digest("entry:" + canonical(somebody.dn())));
            case Found.Nobody _ -> withoutEntry(name);
        };
    }

    static Buffer withoutEntry(Secret name) {
        return Buffer.buffer(Arrays.copyOf(digest("name:" + folded(name)), BUCKET_BYTES));
    }

    private static String canonical(String dn) {
        try {
            return DN.normalize(dn);
        } catch (LDAPException e) {
            return dn.toLowerCase(Locale.ROOT);
        }
    }

    private static String folded(Secret name) {
        return Normalizer.normalize(name.reveal(), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ");
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
