package dev.claviger.local.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

    @ParameterizedTest
    @CsvSource({
        "/api/status, AUTH",
        "/api/status/, AUTH",
        "/.well-known/jwks.json, AUTH",
        "/api/v1/auth/universal-auth/login/, AUTH",
        "/api/v2/auth/mfa/verify, AUTH",
        "/api/v3/auth/login, AUTH",
        "/api/v1/admin/bootstrap, AUTH",
        "/api/v1/organization, AUTH",
        "/api/v1/organization/roles/custom, AUTH",
        "/api/v1/identities, AUTH",
        "/api/v1/identities/details, AUTH",
        "/api/v1/projects/5b/identities, AUTH",
        "/api/v1/projects/slug/identities, VAULT",
        "/api/v1/projects/slug/service-token-data, VAULT",
        "/api/v1/projects/slug/identities/7, AUTH",
        "/api/v1/projects/5b/integrations, VAULT",
        "/api/v1/sub-organizations, AUTH",
        "/api/v2/gateways, AUTH",
        "/api/v1/projects/5b/identities/77, AUTH",
        "/api/v1/groups/7/machine-identities/8, AUTH",
        "/api/v2/service-token/, AUTH",
        "/api/v1/projects/7b2c/service-token-data, AUTH",
        "/api/v1/projects/7b2c/service-token-data/x, VAULT",
        "/api/x/identities/77/explain, AUTH",
        "/api/v1/user, AUTH",
        "/api/v1/user/me/totp/register, AUTH",
        "/api/v2/users/me/sessions/7, AUTH",
        "/api/v2/password/user-password-reset, AUTH",
        "/api/v2/organizations/5b/memberships/7, AUTH",
        "/api/v1/invite-org/signup, AUTH",
        "/api/v1/sso/oidc/callback, AUTH",
        "/api/x/keys/auth, AUTH",
        "/api/x/keys/auth/rewrap, AUTH",
        "/api/x/keys/audit, AUDIT",
        "/api/x/keys/audit/rewrap, AUDIT",
        "/api/x/invitations/accept, AUTH",
        "/api/x/members/7/password-reset, AUTH",
        "/api/x/login-policy, AUTH",
        "/api/x/users/7, AUTH",
        "/api/x/password-reset, AUTH",
        "/login, AUTH",
        "/login/, AUTH",
        "/login/page.js, AUTH",
        "/v1/auth/gitlab/login, AUTH",
        "/api/v1/organization/audit-logs, AUDIT",
        "/api/v1/organization/audit-logs/, AUDIT",
        "/api/v1/audit-log-streams/custom/3, AUDIT",
        "/api/v1/workspace/5b/audit-logs, AUDIT",
        "/api/v1/workspace/5b/audit-logs/filters/actors, AUDIT",
        "/api/v1/workspace/slug/audit-logs-retention, VAULT",
        "/api/v1/projects/5b/audit-logs-retention, VAULT",
        "/api/x/logs/7/checkpoint, AUDIT",
        "/api/x/alerts, AUDIT",
        "/api/x/alerts/destinations/7/test, AUDIT",
        "/api/x/detection/rules, AUDIT",
        "/api/x/retention/holds, AUDIT",
        "/api/x/audit-logs/export, AUDIT",
        "/api/x/openapi/sync, SYNC",
        "/api/x/sync-identity, SYNC",
        "/api/x/provenance, AUDIT",
        "/api/x/provenance/holders, AUDIT",
        "/api/x/blast-radius/html, AUDIT",
        "/api/v1/app-connections/gitlab, SYNC",
        "/api/v1/secret-syncs, SYNC",
        "/api/v2/secret-rotations, SYNC",
        "/api/v1/dynamic-secrets/leases, SYNC",
        "/api/v1/integration/3, SYNC",
        "/api/v1/integration-auth/3, SYNC",
        "/q, NOBODY",
        "/q/health/ready, NOBODY",
        "/q/metrics, NOBODY",
        "/, VAULT",
        "/loginx, VAULT",
        "/assets/app.js, VAULT",
        "/v1/secret/data/app, VAULT",
        "/v1/sys/health, VAULT",
        "/api, VAULT",
        "/api/v1/workspace, VAULT",
        "/api/v1/workspace/5b, VAULT",
        "/api/v1/workspace/5b/environments, VAULT",
        "/api/v2/workspace/5b/identity-memberships/77, VAULT",
        "/api/v1/projects, VAULT",
        "/api/v1/projects/5b, VAULT",
        "/api/v1/projects/5b/memberships/identities/77, VAULT",
        "/api/v1/projects/identities, VAULT",
        "/api/v1/additional-privilege/identity, VAULT",
        "/api/v2/identity-project-additional-privilege, VAULT",
        "/api/v1/access-approvals/policies, VAULT",
        "/api/v1/secret-approvals, VAULT",
        "/api/v1/secret-approval-requests, VAULT",
        "/api/v3/secrets/raw, VAULT",
        "/api/v4/secrets/A%20B, VAULT",
        "/api/v1/folders, VAULT",
        "/api/v2/folders/7, VAULT",
        "/api/v2/secret-imports, VAULT",
        "/api/v1/secret/3/versions, VAULT",
        "/api/v2/secret-versions/3, VAULT",
        "/api/v1/pit/commits, VAULT",
        "/api/v1/events/subscribe/project-events, VAULT",
        "/api/v1/webhooks, VAULT",
        "/api/v1/project-templates, VAULT",
        "/api/v1/kms/keys, VAULT",
        "/api/v1/authx, VAULT",
        "/api/x/secrets/search, VAULT",
        "/api/x/keys, VAULT",
        "/api/x/keys/rewrap, VAULT",
        "/api/v9/anything, VAULT"
    })
    void path_hasItsService(String path, Service service) {
        assertThat(Routes.serviceFor(path)).isEqualTo(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/auth/login",
                "/api//v1/auth/login",
                "/api/v1/auth//login",
                "/api/v1/auth/login//",
                "/api/v1/auth/../organization/audit-logs",
                "/api/v1/auth/..",
                "/api/v1/./auth/login",
                "/api/v1/auth/%2e%2E/organization",
                "/api/v1%2Fauth/login",
                "/api/v1/auth%5clogin",
                "/api/v1/auth\\login",
                "/api/v1/auth;x=1/login",
                "/api/v1/%61uth/login",
                "/api/v1/organization/audit%2Dlogs",
                "/api/v1/auth/%00",
                "/api/v1/auth/%",
                "/api/v1/auth/%zz",
                "/api/v1/auth/lögin",
                "/API/V1/AUTH/LOGIN"
            })
    void path_goesToVault_whenItCouldBeReadInTwoWays(String path) {
        assertThat(Routes.serviceFor(path)).isEqualTo(Service.VAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//q/metrics", "/x/../q/metrics", "/%71/metrics", "/q%2fmetrics", "/./q/health", "/a/%2e%2e/q"})
    void operation_isReachedByNoSpelling(String path) {
        assertThat(Routes.serviceFor(path)).isEqualTo(Service.NOBODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/raw/q", "/api/v3/secrets/raw/caf%C3%A9", "/api/v3/secrets/raw/a%3Ab%25"})
    void secretNames_areOrdinary(String path) {
        assertThat(Routes.serviceFor(path)).isEqualTo(Service.VAULT);
    }
}
