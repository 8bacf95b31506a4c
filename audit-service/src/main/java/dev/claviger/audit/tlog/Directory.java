package dev.claviger.audit.tlog;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Where an organisation's logs are and whose signatures count: at an address that stays when quarters pass. */
@ApplicationScoped
class Directory {
    private final ShardStore shards;
    private final Readers readers;
    private final AuditConfig.VerifiableLog config;

    Directory(ShardStore shards, Readers readers, AuditConfig config) {
        this.shards = shards;
        this.readers = readers;
        this.config = config.log();
    }

    /** Fails with {@link LogNotFound} where the organisation has none. Names and public keys are no secret. */
    Uni<LogList> of(String org) {
        return shards(org).chain(found -> readers.isReader(org).map(reads -> list(found, reads)));
    }

    private static LogList list(List<Shard> found, boolean reads) {
        return new LogList(found.stream()
                .map(reads ? LogList.Listed::forReaders : LogList.Listed::forEverybody)
                .toList());
    }

    /** The same as C2SP tlog-policy, which stock tools read. */
    Uni<String> policy(String org) {
        return shards(org).map(this::policy);
    }

    private Uni<List<Shard>> shards(String org) {
        return shards.of(org).invoke(Directory::requireSome);
    }

    private static void requireSome(List<Shard> found) {
        if (found.isEmpty()) {
            throw LogNotFound.log();
        }
    }

    private String policy(List<Shard> found) {
        StringBuilder policy = new StringBuilder();
        found.forEach(shard -> policy.append("log ").append(shard.verifierKey()).append('\n'));
        config.witnesses()
                .forEach(witness ->
                        policy.append("witness %s %s %s\n".formatted(witness.name(), witness.key(), witness.url())));
        return policy.append(quorum()).append('\n').toString();
    }

    private String quorum() {
        return switch (config.witnesses().size()) {
            case 0 -> "quorum none";
            case 1 -> "quorum " + config.witnesses().getFirst().name();
            default ->
                "group witnesses any %s\nquorum witnesses"
                        .formatted(String.join(
                                " ",
                                config.witnesses().stream()
                                        .map(AuditConfig.Witness::name)
                                        .toList()));
        };
    }
}
