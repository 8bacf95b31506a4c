package dev.claviger.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How auth-service works. Every key has a default that is fit for production. */
@ConfigMapping(prefix = "claviger.auth-service")
public interface AuthConfig {

    /** Access tokens. */
    Tokens tokens();

    /** The keys that sign access tokens. */
    SigningKeys signingKeys();

    /** Foreign issuers. */
    Oidc oidc();

    /** Microsoft Entra ID. */
    Azure azure();

    /** Google Cloud. */
    Gcp gcp();

    /** Amazon Web Services. */
    Aws aws();

    /** Directories. */
    Ldap ldap();

    /** Client certificates. */
    TlsCert tlsCert();

    /** People's passwords. */
    Passwords passwords();

    /** People who are logged in. */
    Sessions sessions();

    /** The login page in the browser. */
    Handover handover();

    /** What slows guessing down. */
    Guard guard();

    /** People whom an administrator lets in. */
    Invitations invitations();

    /** What the other services are told of principals and revoked tokens. */
    Principals principals();

    /** Service tokens. */
    ServiceTokens serviceTokens();

    /** Service tokens. */
    interface ServiceTokens {

        /** Base URL of vault-service, which says who may make service tokens for a project. Without it none can be made. */
        Optional<URI> vaultUrl();

        /** How long vault-service may take to say so; afterwards the request fails with 503. */
        @WithDefault("PT3S")
        Duration checkTimeout();
    }

    /** Access tokens. */
    interface Tokens {

        /** The most that any token may live, whatever its configuration says; zero for no such limit. */
        @WithDefault("P90D")
        Duration ceiling();

        /** How often rows of tokens that ended are removed. */
        @WithDefault("PT10M")
        Duration sweepInterval();

        /** How long the row of a token outlives it. */
        @WithDefault("P1D")
        Duration keepEnded();
    }

    /** The keys that sign access tokens. */
    interface SigningKeys {

        /** How old the newest key may get before the next one is made. */
        @WithDefault("P90D")
        Duration rotateAfter();

        /** How long a new key is published before its first use. Longer than any verifier keeps a key set. */
        @WithDefault("PT15M")
        Duration publishAhead();

        /** How often a replica looks for keys that another one made. */
        @WithDefault("PT1M")
        Duration reloadInterval();

        /** How long the answer with the public keys may be kept. */
        @WithDefault("PT1M")
        Duration keySetMaxAge();
    }

    /** Foreign issuers. */
    interface Oidc {

        /** How far our clock and the issuer's may differ. */
        @WithDefault("PT30S")
        Duration clockSkew();

        /** How long an issuer's keys serve before they are asked for again. A key that the issuer withdrew is accepted no longer than this. */
        @WithDefault("PT5M")
        Duration keysMaxAge();

        /** The shortest time between two fetches from one issuer because of an unknown key id, or after a failed one. */
        @WithDefault("PT30S")
        Duration keyRefetchInterval();

        /** How long a key id that an issuer does not know is refused without asking again. */
        @WithDefault("PT5M")
        Duration unknownKeyMaxAge();

        /** The largest ID token, in characters; longer ones are refused unread. */
        @WithDefault("16384")
        int maxTokenLength();

        /** How many issuers are remembered. */
        @WithDefault("1000")
        int maxIssuers();

        /** Hosts that may publish the keys of an issuer on another host. */
        Optional<Set<String>> additionalKeyHosts();
    }

    /** The cloud of Azure auth. Others than the public one have addresses of their own. */
    interface Azure {

        /** Where it publishes keys, and what the issuer of a token of version 2 begins with. */
        @WithDefault("https://login.microsoftonline.com")
        URI authority();

        /** What the issuer of a token of version 1 begins with. */
        @WithDefault("https://sts.windows.net")
        URI issuer();
    }

    /** Where Google publishes what GCP auth needs. */
    interface Gcp {

        /** How Google calls itself in ID tokens. */
        @WithDefault("https://accounts.google.com")
        String issuer();

        /** The key set of ID tokens. */
        @WithDefault("https://www.googleapis.com/oauth2/v3/certs")
        URI keys();

        /** Where the key sets of service accounts are, each under its e-mail address. */
        @WithDefault("https://www.googleapis.com/service_accounts/v1/jwk")
        URI serviceAccountKeys();

        /** The longest life of a token that a service account has signed; Google gives one hour when nothing else is asked for. */
        @WithDefault("PT1H")
        Duration maxTokenLifetime();
    }

    /** Signed requests of AWS auth. */
    interface Aws {

        /** How old a signed request may be. AWS itself would take it for fifteen minutes; within this time it can be used again. */
        @WithDefault("PT5M")
        Duration maxRequestAge();
    }

    /** Directories of LDAP auth. How long one may take, and how much it may say, is set for all fetches. */
    interface Ldap {

        /** How many directories are asked at the same time; each takes a thread. */
        @WithDefault("8")
        int workers();

        /** How many logins may be asked for or wait for it; more are answered with 503. */
        @WithDefault("100")
        int maxWaiting();
    }

    /** Client certificates that a proxy in front of the service has taken from a TLS connection. */
    interface TlsCert {

        /** The header into which the proxy writes the certificate, percent-encoded PEM. It must remove what a client has written there. */
        @WithDefault("X-Client-Certificate")
        String header();

        /**
         * The addresses of proxies whose header counts, as a comma list of addresses and CIDRs; none by default, so that no certificate is
         * believed. It is the address of the connection itself that must be among them.
         */
        Optional<Set<String>> trustedProxies();
    }

    /** Argon2id (RFC 9106) for people's passwords. A stored hash keeps the parameters it was made with. */
    interface Passwords {

        /** Memory per hash, in KiB. More makes guessing dearer, and a login too. */
        @WithDefault("19456")
        int memoryKib();

        /** Passes over the memory. */
        @WithDefault("2")
        int passes();

        /** Parallel lanes. */
        @WithDefault("1")
        int lanes();

        /** How many hashes are computed at the same time; each takes its memory. */
        @WithDefault("2")
        int workers();

        /** How many logins may be computed or wait for it; more are answered with 503. */
        @WithDefault("50")
        int maxWaiting();

        /** The fewest characters of a password that somebody chooses. */
        @WithDefault("8")
        int leastLength();
    }

    /** People who are logged in. */
    interface Sessions {

        /**
         * Where people reach this installation, such as {@code https://secrets.example.com}: for the redirect URI of single sign-on,
         * and for cookies, which are sent over TLS only unless this begins with {@code http:}.
         */
        Optional<URI> publicUrl();

        /** How long one access token of a person lives. The CLI asks its user to log in again after it. */
        @WithDefault("P1D")
        Duration accessTokenTtl();

        /** How long a session lives that nobody refreshes. */
        @WithDefault("P7D")
        Duration idle();

        /** How long a session lives at most. */
        @WithDefault("P30D")
        Duration absolute();

        /** How long a second factor may take. */
        @WithDefault("PT5M")
        Duration secondFactorTtl();
    }

    /** The login page in the browser. */
    interface Handover {

        /**
         * Slugs of organisations whose single sign-on the login page offers by name, as a comma list. Whoever can open the page learns
         * their names; everybody else types the slug.
         */
        Optional<Set<String>> offeredOrganizations();
    }

    /** What slows guessing down. Attempts that succeed do not count. */
    interface Guard {

        /** So many attempts in a row that fail lock an account, known or not. */
        @WithDefault("10")
        int accountFailures();

        /** So many failures from one address (one /64 of IPv6) lock it. */
        @WithDefault("100")
        int addressFailures();

        /** How long a lock lasts; a failure this long after the last one counts as the first. */
        @WithDefault("PT15M")
        Duration window();

        /** Refused logins of machines are answered after a whole number of these, whatever they were refused for. */
        @WithDefault("PT0.02S")
        Duration refusalStep();

        /**
         * The same where each login asks a system outside: AWS, a cluster, a directory. Longer than these take as a rule, as that would
         * tell whether they were asked.
         */
        @WithDefault("PT0.5S")
        Duration outsideRefusalStep();
    }

    /** People whom an administrator lets in. */
    interface Invitations {

        /** How long an invitation may be accepted. */
        @WithDefault("P7D")
        Duration ttl();

        /** How long somebody may choose a new password for whom an administrator has allowed it. */
        @WithDefault("P1D")
        Duration resetTtl();
    }

    /** What the other services are told of principals and revoked tokens. */
    interface Principals {

        /**
         * How often a replica says on the topic that all is told, and first sends what a crash or an outage left behind. Several times
         * shorter than {@code claviger.principals.silence} of the other services.
         */
        @WithDefault("PT2S")
        Duration heartbeat();

        /** How long one record may wait for the broker's acknowledgement before it is tried anew from the table. */
        @WithDefault("PT5S")
        Duration deliveryTimeout();

        /** How long a revoked token is remembered after it would have ended by itself. Covers clocks that differ. */
        @WithDefault("PT10M")
        Duration keepRevoked();

        /** How often revoked tokens that have ended are forgotten. */
        @WithDefault("PT1M")
        Duration forgetInterval();
    }
}
