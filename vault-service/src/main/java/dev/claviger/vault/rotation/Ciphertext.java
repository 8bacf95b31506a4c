package dev.claviger.vault.rotation;

import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.vault.keyjob.Progress.Cursor;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.ProjectCipher;
import dev.claviger.vault.keyring.Sealed;
import java.util.Arrays;

/** What is stored of one version. */
record Ciphertext(Cursor at, Sealed value, Sealed detail) {

    boolean opens(ProjectCipher cipher) {
        try {
            Arrays.fill(cipher.open(Field.VALUE, at.id(), at.version(), value), (byte) 0);
            Arrays.fill(cipher.open(Field.DETAIL, at.id(), at.version(), detail), (byte) 0);
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
        return new Ciphertext(at, resealed(cipher, Field.VALUE, value), resealed(cipher, Field.DETAIL, detail));
    }

    private Sealed resealed(ProjectCipher cipher, Field field, Sealed sealed) {
        byte[] plain = cipher.open(field, at.id(), at.version(), sealed);
        try {
            return cipher.seal(field, at.id(), at.version(), plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
