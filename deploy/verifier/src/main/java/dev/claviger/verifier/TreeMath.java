package dev.claviger.verifier;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** RFC 6962 hashes and the verification algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. */
public final class TreeMath {
    private TreeMath() {}

    public static byte[] leaf(byte[] entry) {
        return digest(new byte[] {0}, entry);
    }

    public static byte[] node(byte[] left, byte[] right) {
        return digest(new byte[] {1}, left, right);
    }

    static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** Whether the path leads from the leaf to the root of a tree of that size. */
    public static boolean includes(byte[] leafHash, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long place = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                hash = node(sibling, hash);
                while ((place & 1) == 0 && place != 0) {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    /** Whether the path shows that the smaller tree is the beginning of the greater one. */
    public static boolean extend(long smaller, byte[] oldRoot, long greater, byte[] newRoot, List<byte[]> path) {
        if (smaller > greater || smaller < 0) {
            return false;
        }
        if (smaller == greater) {
            return path.isEmpty() && Arrays.equals(oldRoot, newRoot);
        }
        if (smaller == 0) {
            return path.isEmpty() && Arrays.equals(oldRoot, digest());
        }
        boolean power = Long.bitCount(smaller) == 1;
        Optional<Roots> start = power
                ? Optional.of(new Roots(oldRoot, oldRoot))
                : path.stream().findFirst().map(first -> new Roots(first, first));
        List<byte[]> rest = power ? path : path.stream().skip(1).toList();
        return start.isPresent() && climb(smaller - 1, greater - 1, start.get(), rest, oldRoot, newRoot);
    }

    private static boolean climb(
            long before, long after, Roots start, List<byte[]> path, byte[] oldRoot, byte[] newRoot) {
        long place = before >> Long.numberOfTrailingZeros(~before);
        long last = after >> Long.numberOfTrailingZeros(~before);
        byte[] old = start.old();
        byte[] fresh = start.fresh();
        for (byte[] hash : path) {
            if (last == 0) {
                return false;
            }
            if ((place & 1) == 1 || place == last) {
                old = node(hash, old);
                fresh = node(hash, fresh);
                while ((place & 1) == 0 && place != 0) {
                    place >>= 1;
                    last >>= 1;
                }
            } else {
                fresh = node(fresh, hash);
            }
            place >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, oldRoot) && Arrays.equals(fresh, newRoot);
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one computation
    private record Roots(byte[] old, byte[] fresh) {}
}
