package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A project or a group. Its path can change, its id cannot. */
final class Place {
    final Level level;
    final long id;
    final VariableBook variables;
    final List<String> environments = new ArrayList<>();
    final List<Map<String, Object>> auditEvents = new ArrayList<>();
    final List<String> formerPaths = new ArrayList<>();
    String path;
    boolean archived;
    Guards guards = Guards.USUAL;

    Place(Level level, long id, String path, Settings settings) {
        this.level = level;
        this.id = id;
        this.path = path;
        this.variables = new VariableBook(level, settings);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Like {@code project:20}. */
    String mark() {
        return (level == Level.PROJECT ? "project:" : "group:") + id;
    }

    Map<String, Object> shown(String origin) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("name", name());
        shown.put("path", name());
        shown.put(level == Level.PROJECT ? "path_with_namespace" : "full_path", path);
        shown.put(level == Level.PROJECT ? "name_with_namespace" : "full_name", path.replace("/", " / "));
        shown.put("web_url", origin + "/" + path);
        if (level == Level.PROJECT) {
            shown.put("archived", archived);
            shown.put("visibility", guards.visibility());
            shown.put("default_branch", guards.defaultBranch());
            shown.put("public_jobs", guards.hasPublicJobs());
            shown.put("ci_allow_fork_pipelines_to_run_in_parent_project", guards.runsForks());
            shown.put("ci_id_token_sub_claim_components", List.of("project_path", "ref_type", "ref"));
        }
        return shown;
    }
}
