package dev.claviger.sync.sqllogin;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a script of PostgreSQL into statements, at semicolons that stand neither in a text, nor in a quoted name, nor between dollars, nor in
 * a comment.
 */
final class SqlSplitter {
    private static final Pattern DOLLAR = Pattern.compile("\\$([A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*)?\\$");

    private final String script;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int at;

    private SqlSplitter(String script) {
        this.script = script;
    }

    /** Without comments and empty statements. Throws {@link Malformed} where something is not closed. */
    static List<String> split(String script) {
        SqlSplitter splitter = new SqlSplitter(script);
        while (splitter.at < script.length()) {
            splitter.step();
        }
        splitter.end();
        return List.copyOf(splitter.statements);
    }

    private void step() {
        char c = script.charAt(at);
        switch (c) {
            case ';' -> {
                end();
                at++;
            }
            case '\'' -> take(quoted('\'', isEscapeText()));
            case '"' -> take(quoted('"', false));
            case '$' -> dollar();
            case '-' -> {
                if (script.startsWith("--", at)) {
                    skip(lineEnd());
                } else {
                    take(at + 1);
                }
            }
            case '/' -> {
                if (script.startsWith("/*", at)) {
                    skip(commentEnd());
                } else {
                    take(at + 1);
                }
            }
            default -> take(at + 1);
        }
    }

    private void end() {
        String statement = current.toString().strip();
        if (!statement.isEmpty()) {
            statements.add(statement);
        }
        current.setLength(0);
    }

    private void take(int end) {
        var _ = current.append(script, at, end);
        at = end;
    }

    private void skip(int end) {
        var _ = current.append(' ');
        at = end;
    }

    /** Whether the quote opens a text in which the back slash escapes: {@code E'…'}, where the E is no end of a name. */
    private boolean isEscapeText() {
        boolean marked = at > 0 && Character.toUpperCase(script.charAt(at - 1)) == 'E';
        return marked && (at == 1 || !isNamePart(script.charAt(at - 2)));
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private int quoted(char quote, boolean escapes) {
        for (int i = at + 1; i < script.length(); i++) {
            char c = script.charAt(i);
            if (escapes && c == '\\') {
                i++;
            } else if (c == quote) {
                if (i + 1 < script.length() && script.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        throw new Malformed("Has a quotation mark that is not closed");
    }

    private void dollar() {
        Matcher tag = DOLLAR.matcher(script).region(at, script.length());
        boolean opens = tag.lookingAt() && (at == 0 || !isNamePart(script.charAt(at - 1)));
        if (!opens) {
            take(at + 1);
            return;
        }
        int close = script.indexOf(tag.group(), tag.end());
        if (close < 0) {
            throw new Malformed("Has a dollar quotation that is not closed");
        }
        take(close + tag.group().length());
    }

    private int lineEnd() {
        int end = script.indexOf('\n', at);
        return end < 0 ? script.length() : end;
    }

    /** Comments nest. */
    private int commentEnd() {
        int depth = 0;
        for (int i = at; i < script.length(); i++) {
            if (script.startsWith("/*", i)) {
                depth++;
                i++;
            } else if (script.startsWith("*/", i)) {
                depth--;
                i++;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        throw new Malformed("Has a comment that is not closed");
    }
}
