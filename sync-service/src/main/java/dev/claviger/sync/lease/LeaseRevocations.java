package dev.claviger.sync.lease;

import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.DynamicSecretStore;
import dev.claviger.sync.right.Right.Mark;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ending leases that leaked, for work that no caller is waiting for. */
@ApplicationScoped
public class LeaseRevocations {
    private final LeaseStore leases;
    private final DynamicSecretStore secrets;
    private final EndStore ends;
    private final EndLoop loop;

    LeaseRevocations(LeaseStore leases, DynamicSecretStore secrets, EndStore ends, EndLoop loop) {
        this.leases = leases;
        this.secrets = secrets;
        this.ends = ends;
        this.loop = loop;
    }

    /** One whose login may still be there. */
    public record Open(UUID id, UUID projectId, String environment, String path, String name, List<Mark> marks) {
        public Open {
            marks = List.copyOf(marks);
        }
    }

    /** Empty when it has ended, or is another organisation's. */
    public Uni<Optional<Open>> find(UUID orgId, UUID id) {
        return leases.find(id)
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : secrets.find(found.get().secretId())
                                .map(secret -> secret.filter(
                                                each -> each.orgId().equals(orgId))
                                        .map(each -> open(id, each))));
    }

    private static Open open(UUID id, DynamicSecret secret) {
        return new Open(
                id,
                secret.projectId(),
                secret.environment(),
                secret.path(),
                secret.name(),
                DynamicSecretDoor.marks(secret.metadata()));
    }

    /**
     * Why an end was not possible yet.
     *
     * @param problem null when none has been tried
     */
    public record Pending(@Nullable String problem) {}

    /** From now on it is to end, and is tried until it has. Empty when nobody can log in with it any more. */
    public Uni<Optional<Pending>> end(UUID id) {
        return ends.hasten(id).invoke(pending -> {
            if (pending.isPresent()) {
                loop.look();
            }
        });
    }
}
