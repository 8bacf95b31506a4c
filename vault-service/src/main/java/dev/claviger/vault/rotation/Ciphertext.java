package dev.claviger.vault.rotation;

import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.Sealed;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is stored in one row of a shelf. */
record Ciphertext(
        Shelf shelf, Cursor at, Sealed value, @Nullable Sealed detail) {

    boolean opens(ProjectCipher cipher) {
        try {
            Arrays.fill(cipher.open(shelf.value(), at.id(), at.version(), value), (byte) 0);
            if (detail != null) {
                Arrays.fill(cipher.open(shelf.detail(), at.id(), at.version(), detail), (byte) 0);
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
                resealed(cipher, shelf.value(), value),
                detail == null ? null : resealed(cipher, shelf.detail(), detail));
    }

    private Sealed resealed(ProjectCipher cipher, Field field, Sealed ciphertext) {
        byte[] plain = cipher.open(field, at.id(), at.version(), ciphertext);
        try {
            return cipher.seal(field, at.id(), at.version(), plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
