package dev.claviger.vault.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.permission.Source;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a rule came from, as answers show it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SourceView(
        String type,
        String name,
        @Nullable UUID id,
        @Nullable GroupView group) {

    /** The group through which it is held. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record GroupView(@Nullable UUID id, @Nullable String name) {}

    /** Groups are shown with their names, or only as that there is one. */
    static SourceView of(Source source, boolean seesGroups, Function<UUID, String> names) {
        @Nullable UUID group = source.groupId();
        @Nullable
        GroupView shown = group == null
                ? null
                : seesGroups ? new GroupView(group, names.apply(group)) : new GroupView(null, null);
        return new SourceView(source.kind().text(), source.name(), source.id(), shown);
    }
}
