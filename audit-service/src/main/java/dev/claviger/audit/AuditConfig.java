package dev.claviger.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How events are taken in, kept and searched. */
@ConfigMapping(prefix = "claviger.audit")
public interface AuditConfig {

    /** From Kafka into the trail. */
    Ingest ingest();

    /** The monthly partitions of the trail. */
    Partitions partitions();

    /** Searching. */
    Query query();

    /** Vault-service, which knows the rights in projects. */
    Vault vault();

    /** The verifiable log. */
    VerifiableLog log();

    /** Alerts about events that are missing. */
    Gaps gaps();

    /** Being a witness of the logs of others. */
    WitnessMode witness();

    /** See {@link #ingest}. */
    interface Ingest {

        /**
         * How old an event may be. Older ones are quarantined, because their ids may be forgotten already and a duplicate would pass.
         * At most 60 days: so long ids are remembered.
         */
        @WithDefault("P30D")
        Duration oldest();

        /** How far a producer's clock may be ahead of ours. Events from further in the future are quarantined. */
        @WithDefault("PT5M")
        Duration skew();

        /** How long one transaction may take before it is given up and tried again. */
        @WithDefault("PT30S")
        Duration deadline();

        /** The first wait after PostgreSQL failed us; it doubles up to {@link #longestWait}. */
        @WithDefault("PT0.2S")
        Duration firstWait();

        /** The longest wait between two attempts while PostgreSQL is away: how late we notice that it is back. */
        @WithDefault("PT5S")
        Duration longestWait();
    }

    /** See {@link #partitions}. */
    interface Partitions {

        /** How many months ahead partitions are made. Fewer than two of them are reported as an error. */
        @WithDefault("3")
        int monthsAhead();

        /** How often that is looked after. */
        @WithDefault("PT1H")
        Duration interval();
    }

    /** See {@link #query}. */
    interface Query {

        /** How long PostgreSQL may work on one search; afterwards the caller is told to narrow it. */
        @WithDefault("PT5S")
        Duration deadline();

        /** How long PostgreSQL may work on a question about provenance, an export's count, or a blast radius. */
        @WithDefault("PT30S")
        Duration inquiryDeadline();

        /** How many such questions one replica works on at once; one more is refused with 429. The pool has more connections than that. */
        @WithDefault("6")
        int maxInquiries();

        /** How many searches one replica works on at once; one more is refused with 429. */
        @WithDefault("10")
        int maxSearches();

        /** The most bytes of events one page may hold; beyond that the caller is told to choose a smaller limit. Bounds the heap. */
        @WithDefault("33554432")
        long maxPageBytes();
    }

    /** See {@link #vault}. */
    interface Vault {

        /** Base URL of vault-service itself, not of the edge. Without it only roles in the organisation let anybody read. */
        Optional<URI> url();

        /** How long vault-service may take to answer. */
        @WithDefault("PT3S")
        Duration timeout();
    }

    /** See {@link #log}. */
    interface VerifiableLog {

        /**
         * The first part of the names of all logs: {@code name/organisation/2026q4}. Choose a host name of yours before the first event;
         * a log keeps its name for ever, and a change counts for the next one.
         */
        @WithDefault("claviger.internal")
        String name();

        /** How often what has grown is signed. */
        @WithDefault("PT1S")
        Duration signInterval();

        /** How many logs are read and signed at the same time. */
        @WithDefault("8")
        int signAtOnce();

        /**
         * A folder that keeps the last signed size and root of every log, outside the database and not restored together with it. All
         * replicas need the same one.
         */
        @WithDefault("audit-guard")
        Path guardFolder();

        /** Who is asked to cosign checkpoints. */
        List<Witness> witnesses();

        /** How long a witness may take to answer. */
        @WithDefault("PT5S")
        Duration witnessTimeout();
    }

    /** A witness of our logs (C2SP tlog-witness). */
    interface Witness {

        /** What the policy calls it, one word. */
        String name();

        /** Its verifier key, of cosignatures: {@code name+id+base64}. */
        String key();

        /** The address below which {@code add-checkpoint} is. */
        URI url();
    }

    /** See {@link #witness}. */
    interface WitnessMode {

        /** The name of our cosigning key, best a host name of ours. Without it we are nobody's witness. */
        Optional<String> name();

        /** The verifier keys of the logs that we cosign. */
        Optional<List<String>> logs();
    }

    /** See {@link #gaps}. */
    interface Gaps {

        /** How long a number of a producer may be missing before there is an alert. Longer than any outage that is of no interest. */
        @WithDefault("PT2M")
        Duration alertAfter();

        /** How often that is looked for. */
        @WithDefault("PT15S")
        Duration interval();
    }
}
