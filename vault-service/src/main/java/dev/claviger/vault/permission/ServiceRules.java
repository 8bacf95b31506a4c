package dev.claviger.vault.permission;

import dev.claviger.kernel.caller.ServiceGrant;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.vault.permission.Condition.Field;
import java.util.ArrayList;
import java.util.List;

/** What a service token allows, in the words of the rule language (http-api.md 3.11). */
public final class ServiceRules {
    static final Source SOURCE = new Source(Source.Kind.SERVICE_TOKEN, "service-token", null, null);

    private static final List<String> SUBJECTS =
            List.of(Subject.SECRETS, Subject.SECRET_IMPORTS, Subject.SECRET_FOLDERS);

    private ServiceRules() {}

    /** One rule per scope and subject. Refuses a scope whose path is no pattern. */
    public static List<Rule> of(ServiceGrant grant) {
        List<String> actions = new ArrayList<>();
        if (grant.reads()) {
            actions.add(Action.READ);
        }
        if (grant.writes()) {
            actions.addAll(List.of(Action.CREATE, Action.EDIT, Action.DELETE));
        }
        return grant.scopes().stream()
                .flatMap(scope -> SUBJECTS.stream().map(subject -> rule(subject, actions, scope)))
                .toList();
    }

    private static Rule rule(String subject, List<String> actions, Scope scope) {
        return Rule.allow(subject, actions.toArray(String[]::new))
                .where(
                        Condition.eq(Field.ENVIRONMENT, scope.environment()),
                        Condition.glob(Field.SECRET_PATH, scope.secretPath()));
    }
}
