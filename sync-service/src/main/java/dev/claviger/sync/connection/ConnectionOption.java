package dev.claviger.sync.connection;

import java.util.List;

/** What can be connected to, and the ways to log in there. */
public record ConnectionOption(String app, String name, List<String> methods) {
    public ConnectionOption {
        methods = List.copyOf(methods);
    }

    /** In the order in which they are shown. */
    public record All(List<ConnectionOption> appConnectionOptions) {
        public All {
            appConnectionOptions = List.copyOf(appConnectionOptions);
        }
    }
}
