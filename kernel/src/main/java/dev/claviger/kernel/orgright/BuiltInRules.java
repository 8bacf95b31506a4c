package dev.claviger.kernel.orgright;

import static dev.claviger.kernel.orgright.Action.CONNECT;
import static dev.claviger.kernel.orgright.Action.CREATE;
import static dev.claviger.kernel.orgright.Action.DELETE;
import static dev.claviger.kernel.orgright.Action.EDIT;
import static dev.claviger.kernel.orgright.Action.READ;
import static dev.claviger.kernel.orgright.Rule.allow;

import dev.claviger.kernel.caller.OrgRole;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** What the roles may do that every organisation has, as http-api.md 6.7 lists it. */
final class BuiltInRules {
    private static final List<Rule> ADMIN = Stream.of(Subject.values())
            .map(subject -> new Rule(subject, new LinkedHashSet<>(subject.actions()), false, List.of()))
            .toList();

    private static final List<Rule> MEMBER = List.of(
            allow(Subject.WORKSPACE, CREATE),
            allow(Subject.PROJECT, CREATE),
            allow(Subject.MEMBER, READ),
            allow(Subject.GROUPS, READ),
            allow(Subject.ROLE, READ),
            allow(Subject.SETTINGS, READ),
            allow(Subject.BILLING, READ),
            allow(Subject.INCIDENT_CONTACT, READ),
            allow(Subject.AUDIT_LOGS, READ),
            allow(Subject.IDENTITY, CREATE, READ, EDIT, DELETE),
            allow(Subject.SECRET_SCANNING, CREATE, READ, EDIT, DELETE),
            allow(Subject.APP_CONNECTIONS, CONNECT),
            allow(Subject.GATEWAY, "list-gateways", "create-gateways", "attach-gateways"),
            allow(Subject.RELAY, "list-relays", "create-relays", "edit-relays"));

    private BuiltInRules() {}

    static List<Rule> of(OrgRole role) {
        return switch (role) {
            case ADMIN -> ADMIN;
            case MEMBER -> MEMBER;
            case NO_ACCESS -> List.of();
        };
    }
}
