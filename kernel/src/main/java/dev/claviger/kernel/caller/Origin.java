package dev.claviger.kernel.caller;

/** Where a request came from: its id, the client's address as our proxies vouch for it, the client's name and the route. */
public record Origin(String requestId, String ip, String userAgent, String route) {
    private static final int MAX_USER_AGENT = 256;

    public Origin {
        userAgent = userAgent.length() <= MAX_USER_AGENT ? userAgent : userAgent.substring(0, MAX_USER_AGENT);
    }
}
