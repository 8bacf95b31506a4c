package dev.claviger.vault.template;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.Enrollment;
import dev.claviger.vault.project.Blueprint;
import dev.claviger.vault.project.Blueprints;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.role.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Lets projects be made from templates. Members of a template who are gone by then are passed over; the record counts them. */
@ApplicationScoped
class TemplateBlueprints implements Blueprints {
    private final TemplateStore store;
    private final Roles roles;
    private final Enrollment enrollment;

    TemplateBlueprints(TemplateStore store, Roles roles, Enrollment enrollment) {
        this.store = store;
        this.roles = roles;
        this.enrollment = enrollment;
    }

    /** Fails with {@link TemplateNotFound}. */
    @Override
    public Uni<Blueprint> named(UUID orgId, String name) {
        return store.byName(orgId, name.strip().toLowerCase(Locale.ROOT))
                .map(found -> new Made(found.orElseThrow(() -> TemplateNotFound.byName(name))));
    }

    private final class Made implements Blueprint {
        private final ProjectTemplate template;

        Made(ProjectTemplate template) {
            this.template = template;
        }

        @Override
        public List<Environment> environments() {
            return template.content().stages();
        }

        @Override
        public Uni<Map<String, Object>> people(RecordedTransaction tx, Caller creator, Project project) {
            Content content = template.content();
            return roles.begin(tx, project.id(), content.drafts())
                    .chain(() -> enrollment.takeIn(tx, project, creator, content.newcomers()))
                    .map(taken -> Map.of(
                            "template", template.name(),
                            "templateId", template.id(),
                            "templateRoles", content.roles().size(),
                            "templateMembers", taken,
                            "templateMembersPassedOver", content.newcomers().size() - taken));
        }
    }
}
