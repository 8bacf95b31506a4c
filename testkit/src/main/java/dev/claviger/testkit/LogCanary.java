package dev.claviger.testkit;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Hears every log record of the process at the finest level and tells whether one shows what it must not: message, parameters,
 * stack trace, causes and the request's context are all looked at.
 *
 * <pre>{@code
 * String value = LogCanary.mark("value");
 * try (LogCanary canary = LogCanary.listen()) {
 *     write("db-password", value);
 *     canary.assertSilent(value);
 * }
 * }</pre>
 */
public final class LogCanary implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The test's own HTTP client writes down what it sends; that is not the product's log. */
    private static final String TEST_CLIENT = "org.apache.http";

    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Map<Handler, Level> others = new HashMap<>();
    private final Ear ear = new Ear();

    private LogCanary() {
        for (Handler other : root.getHandlers()) {
            others.put(other, other.getLevel());
            keepAsTerseAsBefore(other);
        }
        root.addHandler(ear);
        root.setLevel(Level.ALL);
    }

    private void keepAsTerseAsBefore(Handler other) {
        if (other.getLevel().intValue() < before.intValue()) {
            other.setLevel(before);
        }
    }

    public static LogCanary listen() {
        return new LogCanary();
    }

    /** Makes a text that occurs nowhere else, to be planted as a secret. */
    public static String mark(String kind) {
        byte[] bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return "canary-" + kind + "-" + HexFormat.of().formatHex(bytes);
    }

    /** Fails when a record so far contains one of the marks, or when nothing was heard at all, which proves nothing. */
    public void assertSilent(String... marks) {
        if (ear.heard.isEmpty()) {
            throw new AssertionError("no log record was heard: the canary is deaf");
        }
        for (String mark : marks) {
            List<String> leaks =
                    ear.heard.stream().filter(text -> text.contains(mark)).toList();
            if (!leaks.isEmpty()) {
                throw new AssertionError(
                        "%d log records show %s, the first: %s".formatted(leaks.size(), mark, leaks.getFirst()));
            }
        }
    }

    /** Whether a record so far contains this. */
    public boolean hasHeard(String text) {
        return ear.heard.stream().anyMatch(each -> each.contains(text));
    }

    /** The level of the most alarming record so far. */
    public Level loudest() {
        return ear.loudest;
    }

    /** How many records were heard. */
    public int heard() {
        return ear.heard.size();
    }

    @Override
    public void close() {
        root.removeHandler(ear);
        root.setLevel(before);
        others.forEach(Handler::setLevel);
    }

    private static final class Ear extends Handler {
        /** Logger, message with its parameters filled in, context, stack trace with causes. */
        private static final Formatter ALL = new PatternFormatter("%c %m %X%n%e");

        private final Queue<String> heard = new ConcurrentLinkedQueue<>();
        private volatile Level loudest = Level.ALL;

        Ear() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord said) {
            if (!String.valueOf(said.getLoggerName()).startsWith(TEST_CLIENT)) {
                heard.add(allOf(said));
                remember(said.getLevel());
            }
        }

        private synchronized void remember(Level level) {
            loudest = level.intValue() > loudest.intValue() ? level : loudest;
        }

        private static String allOf(LogRecord said) {
            return ALL.format(said) + said.getMessage() + Arrays.toString(said.getParameters());
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // kept in memory
        }
    }
}
