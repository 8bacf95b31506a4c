package dev.claviger.auth.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A directory with a few people, that remembers what it was asked. */
final class Directory implements AutoCloseable {
    static final String BASE = "ou=people,dc=example,dc=com";
    static final String SEARCHER = "cn=search,dc=example,dc=com";
    static final String SEARCHERS_PASSWORD = "bind-pass-of-search";
    static final String ADA = "uid=ada," + BASE;
    static final String ADAS_PASSWORD = "correct horse";

    private final InMemoryDirectoryServer server;
    private final Journal journal;

    /** What it was asked, and what it is to answer instead of the truth. */
    private static final class Journal extends InMemoryOperationInterceptor {
        private final List<String> binds = new CopyOnWriteArrayList<>();
        private final List<String> searches = new CopyOnWriteArrayList<>();
        private volatile @Nullable LDAPException searchAnswer;
        private volatile @Nullable LDAPException bindAnswer;

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            String dn = request.getRequest().getBindDN();
            binds.add(dn);
            LDAPException answer = bindAnswer;
            if (answer != null && !dn.equals(SEARCHER)) {
                throw answer;
            }
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) throws LDAPException {
            searches.add(request.getRequest().getFilter().toString());
            LDAPException answer = searchAnswer;
            if (answer != null) {
                throw answer;
            }
        }
    }

    private Directory(InMemoryDirectoryServer server, Journal journal) {
        this.server = server;
        this.journal = journal;
    }

    static Directory start() {
        return start(null);
    }

    /** One whose listeners are {@code ldap}, with StartTLS, and {@code ldaps} where there is a certificate. */
    static Directory start(@Nullable ServerCertificate certificate) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
            config.setSchema(null);
            config.addAdditionalBindCredentials(SEARCHER, SEARCHERS_PASSWORD);
            Journal journal = new Journal();
            config.addInMemoryOperationInterceptor(journal);
            config.setListenerConfigs(listeners(certificate));
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            fill(server);
            server.startListening();
            return new Directory(server, journal);
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InMemoryListenerConfig> listeners(@Nullable ServerCertificate certificate)
            throws LDAPException {
        InetAddress here = InetAddress.getLoopbackAddress();
        if (certificate == null) {
            return List.of(InMemoryListenerConfig.createLDAPConfig("ldap", here, 0, null));
        }
        var context = certificate.context();
        return List.of(
                InMemoryListenerConfig.createLDAPConfig("ldap", here, 0, context.getSocketFactory()),
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps", here, 0, context.getServerSocketFactory(), context.getSocketFactory()));
    }

    private static void fill(InMemoryDirectoryServer server) throws LDAPException, LDIFException {
        server.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        server.add("dn: " + BASE, "objectClass: organizationalUnit", "ou: people");
        person(server, "ada", "ada@example.com", ADAS_PASSWORD, "cn=ci,ou=groups,dc=example,dc=com");
        person(server, "bob", "bob@example.com", "bobs password", "cn=sales,ou=groups,dc=example,dc=com");
        person(server, "twin1", "twin@example.com", "twins password", "cn=ci,ou=groups,dc=example,dc=com");
        person(server, "twin2", "twin@example.com", "twins password", "cn=ci,ou=groups,dc=example,dc=com");
        person(server, "we(ird)*", "weird@example.com", "weirds password", "cn=ci,ou=groups,dc=example,dc=com");
    }

    private static void person(InMemoryDirectoryServer server, String uid, String mail, String password, String group)
            throws LDAPException, LDIFException {
        server.add(
                "dn: uid=%s,%s".formatted(uid, BASE),
                "objectClass: person",
                "uid: " + uid,
                "mail: " + mail,
                "employeeType: machine",
                "memberOf: " + group,
                "memberOf: cn=all,ou=groups,dc=example,dc=com",
                "userPassword: " + password);
    }

    String url() {
        return "ldap://127.0.0.1:" + server.getListenPort("ldap");
    }

    String ldapsUrl() {
        return "ldaps://127.0.0.1:" + server.getListenPort("ldaps");
    }

    /** Answers searches with this code from now on. */
    void answerSearchesWith(ResultCode code, String... referrals) {
        journal.searchAnswer = new LDAPException(code, "said by the directory", "", referrals);
    }

    /** Answers binds of people with this code from now on. */
    void answerBindsWith(ResultCode code, String... referrals) {
        journal.bindAnswer = new LDAPException(code, "said by the directory", "", referrals);
    }

    /** Whom it was asked to take a password for. */
    List<String> binds() {
        return journal.binds;
    }

    List<String> searches() {
        return journal.searches;
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
