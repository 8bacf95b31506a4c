package dev.claviger.auth.totp;

import java.math.BigInteger;

/** Reads what the service encodes. */
final class Base32Reader {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Base32Reader() {}

    static byte[] decode(String text) {
        BigInteger number = BigInteger.ONE;
        for (int i = 0; i < text.length(); i++) {
            number = number.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(i))));
        }
        byte[] marked = number.toByteArray();
        byte[] bytes = new byte[text.length() * 5 / 8];
        System.arraycopy(marked, marked.length - bytes.length, bytes, 0, bytes.length);
        return bytes;
    }
}
