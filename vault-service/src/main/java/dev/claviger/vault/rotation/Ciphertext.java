package dev.claviger.vault.rotation;

import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.vault.keyjob.Damage;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.Sealed;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is stored at one place.
 *
 * @param second null where there is only one
 */
record Ciphertext(
        Shelf shelf, Cursor at, Sealed first, @Nullable Sealed second) {

    boolean opens(ProjectCipher cipher) {
        try {
            Arrays.fill(open(cipher, shelf.first(), first), (byte) 0);
            if (second != null) {
                Arrays.fill(open(cipher, shelf.second(), second), (byte) 0);
            }
            return true;
        } catch (UnopenableException damaged) {
            return false;
        }
    }

    /**
     * The same content under the key in use.
     *
     * @throws UnopenableException when it does not open
     */
    Ciphertext resealed(ProjectCipher cipher) {
        return new Ciphertext(
                shelf,
                at,
                resealed(cipher, shelf.first(), first),
                second == null ? null : resealed(cipher, shelf.second(), second));
    }

    Damage damage() {
        return new Damage(shelf.content(), at.id(), at.version());
    }

    private Sealed resealed(ProjectCipher cipher, Field field, Sealed sealed) {
        byte[] plain = open(cipher, field, sealed);
        try {
            return cipher.seal(field, at.id(), at.version(), plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] open(ProjectCipher cipher, Field field, Sealed sealed) {
        return cipher.open(field, at.id(), at.version(), sealed);
    }
}
