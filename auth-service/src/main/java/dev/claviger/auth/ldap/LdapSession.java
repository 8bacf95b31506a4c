package dev.claviger.auth.ldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.outbound.Line;
import dev.claviger.kernel.outbound.OutboundConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a directory, which blocks. It goes to the address that was checked, follows no referral and no alias, and every step
 * ends after the time and the size that are set for all that is fetched.
 */
final class LdapSession implements AutoCloseable {
    private static final String NO_ATTRIBUTES = "1.1";

    /** More than one entry is nobody in particular. */
    private static final int MOST_ENTRIES = 2;

    /** What a directory says to a password that is not good, or to an entry that may not log in. */
    private static final Set<ResultCode> NO = Set.of(
            ResultCode.INVALID_CREDENTIALS,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.UNWILLING_TO_PERFORM,
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.REFERRAL);

    private final LdapServer server;
    private final Line line;
    private final OutboundConfig limits;
    private final LDAPConnection connection;

    LdapSession(LdapServer server, Line line, OutboundConfig limits) {
        this.server = server;
        this.line = line;
        this.limits = limits;
        this.connection = new LDAPConnection(line, options(limits));
    }

    private static LDAPConnectionOptions options(OutboundConfig limits) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(Math.toIntExact(limits.connectTimeout().toMillis()));
        options.setResponseTimeoutMillis(limits.totalTimeout().toMillis());
        options.setMaxMessageSize(limits.maxBytes());
        options.setFollowReferrals(false);
        options.setUseSchema(false);
        options.setBindWithDNRequiresPassword(true);
        options.setUseLinger(false, 0);
        return options;
    }

    /** Connects, and encrypts before anything else is said. */
    void open() throws LDAPException {
        int timeout = Math.toIntExact(limits.connectTimeout().toMillis());
        connection.connect(server.host(), line.address(), server.port(), timeout);
        if (server.startTls()) {
            encrypt();
        }
    }

    private void encrypt() throws LDAPException {
        ResultCode answer = answerToStartTls();
        if (!answer.equals(ResultCode.SUCCESS)) {
            throw new LDAPException(answer.isClientSideResultCode() ? answer : ResultCode.CONFIDENTIALITY_REQUIRED);
        }
    }

    private ResultCode answerToStartTls() {
        try {
            return connection
                    .processExtendedOperation(new StartTLSExtendedRequest(line.tls()))
                    .getResultCode();
        } catch (LDAPException e) {
            return e.getResultCode();
        }
    }

    Found search(LdapSettings settings, Filter filter) throws LDAPException {
        var _ = connection.bind(
                new SimpleBindRequest(settings.bindDn(), settings.bindPass().reveal()));
        List<SearchResultEntry> entries = entries(request(settings, filter));
        return switch (entries.size()) {
            case 0 -> new Found.Nobody("no entry");
            case 1 -> somebody(settings, entries.getFirst());
            default -> new Found.Nobody("more than one entry");
        };
    }

    private SearchRequest request(LdapSettings settings, Filter filter) {
        Stream<String> wanted = settings.fields().isEmpty()
                ? Stream.of(NO_ATTRIBUTES)
                : settings.fields().stream().map(AllowedField::key).distinct();
        SearchRequest request = new SearchRequest(
                settings.searchBase(),
                SearchScope.SUB,
                DereferencePolicy.NEVER,
                MOST_ENTRIES,
                Math.toIntExact(limits.totalTimeout().toSeconds()),
                false,
                filter,
                wanted.toArray(String[]::new));
        request.setFollowReferrals(false);
        return request;
    }

    private List<SearchResultEntry> entries(SearchRequest request) throws LDAPException {
        try {
            return orNone(connection.search(request).getSearchEntries());
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return orNone(e.getSearchEntries());
            }
            throw e;
        }
    }

    private static List<SearchResultEntry> orNone(@Nullable List<SearchResultEntry> entries) {
        return entries == null ? List.of() : entries;
    }

    private static Found somebody(LdapSettings settings, SearchResultEntry entry) {
        if (entry.getDN().isBlank()) {
            return new Found.Nobody("an entry without a name");
        }
        Map<String, List<String>> attributes = new HashMap<>();
        settings.fields().forEach(field -> {
            String[] values = entry.getAttributeValues(field.key());
            attributes.put(field.key(), values == null ? List.of() : List.of(values));
        });
        return new Found.Somebody(entry.getDN(), attributes);
    }

    /** Whether the directory takes the password. An empty one would be no login at all, which directories answer with yes (RFC 4513, 5.1.2). */
    boolean takes(String dn, Secret password) throws LDAPException {
        if (dn.isBlank() || !password.hasText()) {
            return false;
        }
        try {
            return connection
                    .bind(new SimpleBindRequest(dn, password.reveal()))
                    .getResultCode()
                    .equals(ResultCode.SUCCESS);
        } catch (LDAPException e) {
            if (NO.contains(e.getResultCode())) {
                return false;
            }
            throw e;
        }
    }

    /** From another thread, when the time is over: whatever waits for the directory fails then. */
    void end() {
        line.cut();
    }

    @Override
    public void close() {
        connection.close();
        line.cut();
    }
}
