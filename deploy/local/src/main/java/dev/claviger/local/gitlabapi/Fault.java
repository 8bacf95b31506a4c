package dev.claviger.local.gitlabapi;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with one call.
 *
 * @param method of the calls that are counted; null for all
 * @param path a part of the paths that are counted; empty for all
 * @param nth of those calls, from 1
 * @param times how many calls in a row
 */
public record Fault(Kind kind, @Nullable String method, String path, int nth, int times, int status, String body) {

    /** How it goes wrong. */
    public enum Kind {
        /** It is not done, and the answer has the status and the body. */
        ANSWER,
        /** It is not done, and the connection breaks. */
        DROP_BEFORE,
        /** It is done, and the connection breaks before the answer. */
        DROP_AFTER,
        /** It is done, and no answer ever comes. */
        STALL
    }

    public static Fault answer(String method, String path, int nth, int status, String body) {
        return new Fault(Kind.ANSWER, method, path, nth, 1, status, body);
    }

    public static Fault dropBefore(String method, String path, int nth) {
        return new Fault(Kind.DROP_BEFORE, method, path, nth, 1, 0, "");
    }

    public static Fault dropAfter(String method, String path, int nth) {
        return new Fault(Kind.DROP_AFTER, method, path, nth, 1, 0, "");
    }

    public Fault lasting(int calls) {
        return new Fault(kind, method, path, nth, calls, status, body);
    }

    boolean concerns(String callMethod, String callPath) {
        return (method == null || method.equals(callMethod)) && callPath.contains(path);
    }
}
