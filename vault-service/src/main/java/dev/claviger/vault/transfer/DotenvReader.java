package dev.claviger.vault.transfer;

import dev.claviger.kernel.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dotenv files. What readers would understand differently is refused with the number of its line. */
final class DotenvReader {
    private static final Pattern NOTHING = Pattern.compile("[ \\t]*(#[^\\n]*)?(\\n|\\z)");
    private static final Pattern START = Pattern.compile("[ \\t]*(?:export[ \\t]+)?([^\\s=#'\"`]+)[ \\t]*=[ \\t]*");
    private static final Pattern BARE = Pattern.compile("[^\\n]*");
    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t]+)#.*");

    private final String text;
    private int position;

    DotenvReader(String text) {
        this.text = text.replace("\r\n", "\n").replace('\r', '\n');
    }

    List<Sheet> read() {
        List<Line> lines = new ArrayList<>();
        while (position < text.length()) {
            if (!skip(NOTHING)) {
                lines.add(line());
            }
        }
        return List.of(new Sheet("/", lines));
    }

    private Line line() {
        Matcher start = at(START);
        if (!start.lookingAt()) {
            throw refused("must be NAME=value, a comment or empty");
        }
        position = start.end();
        return Line.plain(start.group(1), Secret.of(value()));
    }

    private String value() {
        if (position == text.length()) {
            return "";
        }
        return switch (text.charAt(position)) {
            case '\'', '`' -> quoted(text.charAt(position), false);
            case '"' -> quoted('"', true);
            default -> bare();
        };
    }

    private String quoted(char quote, boolean escapes) {
        int opening = position;
        StringBuilder value = new StringBuilder();
        for (position++; position < text.length() && text.charAt(position) != quote; position++) {
            char character = text.charAt(position);
            if (escapes && character == '\\' && position + 1 < text.length()) {
                position++;
                value.append(unescaped(text.charAt(position)));
            } else {
                value.append(character);
            }
        }
        if (position == text.length()) {
            position = opening;
            throw refused("has a quote that nothing closes");
        }
        position++;
        if (!skip(NOTHING)) {
            throw refused("goes on after the closing quote");
        }
        return value.toString();
    }

    private static String unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '"', '\\', '$', '`' -> String.valueOf(escaped);
            default -> "\\" + escaped;
        };
    }

    private String bare() {
        Matcher rest = at(BARE);
        var _ = rest.lookingAt();
        String value = COMMENT.matcher(rest.group()).replaceFirst("").strip();
        if (value.indexOf('#') >= 0) {
            throw refused("has a # that some readers take for a comment. Put the value in single quotes");
        }
        position = Math.min(rest.end() + 1, text.length());
        return value;
    }

    private boolean skip(Pattern pattern) {
        Matcher matcher = at(pattern);
        boolean there = matcher.lookingAt();
        if (there) {
            position = matcher.end();
        }
        return there;
    }

    private Matcher at(Pattern pattern) {
        return pattern.matcher(text).region(position, text.length());
    }

    private FileRefused refused(String why) {
        long number =
                1 + text.substring(0, position).chars().filter(c -> c == '\n').count();
        return new FileRefused("Line %d of the file %s.".formatted(number, why));
    }
}
