package dev.claviger.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A word of PromQL and where it begins. */
record PromqlToken(Kind kind, String text, int at) {

    /** In the order in which they are tried. */
    enum Kind {
        SPACE("\\s+|#[^\\n]*"),
        DURATION("(?:\\d+(?:ms|[smhdwy]))+"),
        NUMBER("0x[0-9a-fA-F]+|(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?"),
        STRING("\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'"),
        NAME("[a-zA-Z_:][a-zA-Z0-9_:]*"),
        SIGN("=~|!~|==|!=|>=|<=|[-+*/%^<>=(){}\\[\\],:@]"),
        END("$");

        private final Pattern pattern;

        Kind(String regex) {
            this.pattern = Pattern.compile(regex);
        }
    }

    static List<PromqlToken> of(String text) {
        List<PromqlToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            PromqlToken next = next(text, at);
            at += next.text.length();
            if (next.kind != Kind.SPACE) {
                tokens.add(next);
            }
        }
        tokens.add(new PromqlToken(Kind.END, "", at));
        return tokens;
    }

    private static PromqlToken next(String text, int at) {
        for (Kind kind : Kind.values()) {
            Matcher found = kind.pattern.matcher(text).region(at, text.length());
            if (found.lookingAt() && found.end() > at) {
                return new PromqlToken(kind, found.group(), at);
            }
        }
        throw new PromqlFault("unexpected character " + text.charAt(at), at);
    }

    /** What is no PromQL, and where. */
    static final class PromqlFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PromqlFault(String message, int at) {
            super(message + " at " + at);
        }
    }
}
