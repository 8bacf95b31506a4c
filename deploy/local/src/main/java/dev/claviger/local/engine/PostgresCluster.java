package dev.claviger.local.engine;

import dev.claviger.local.process.Commands;
import dev.claviger.local.process.Folders;
import dev.claviger.local.process.LocalFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a PostgreSQL server, in {@code <folder>/data}, and the programs that work on them. */
final class PostgresCluster {
    private static final Duration PREDECESSOR_LIMIT = Duration.ofSeconds(30);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final Path data;
    private final Path programs;
    private final PostgresAccount account;

    PostgresCluster(Path folder, Path programs, PostgresAccount account) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.programs = programs;
        this.account = account;
    }

    /** Builds the cluster aside and moves it into place, so that half a cluster is never taken for a whole one. */
    void createIfMissing(String superuserPassword, boolean durable) {
        if (Files.exists(data)) {
            return;
        }
        Path fresh = folder.resolve("data.new");
        Path passwordFile = folder.resolve("superuser.password");
        try {
            Folders.remove(fresh);
            Files.deleteIfExists(passwordFile);
            Files.createFile(passwordFile, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(passwordFile, superuserPassword);
            account.own(folder);
            initdb(fresh, passwordFile, durable);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw new LocalFailure("A PostgreSQL cluster cannot be made in " + folder, refused);
        } finally {
            forget(passwordFile);
        }
    }

    private void initdb(Path fresh, Path passwordFile, boolean durable) throws IOException {
        Commands.Result result = Commands.run(command(
                "initdb",
                "--pgdata=" + fresh,
                "--username=" + Postgres.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                durable ? "--data-checksums" : "--no-sync"));
        if (result.exitCode() != 0) {
            throw new LocalFailure("initdb failed in %s:%n%s".formatted(folder, result.output()));
        }
    }

    private static void forget(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException refused) {
            throw new LocalFailure("The file %s holds a password and cannot be deleted".formatted(file), refused);
        }
    }

    /** A server whose launcher died may still be stopping, or have lost its switch; two on one folder cannot be. */
    void stopPredecessor() {
        Path pidFile = data.resolve("postmaster.pid");
        try {
            if (Files.exists(pidFile) && isServerOfThisFolder(Files.readAllLines(pidFile))) {
                stopPredecessor(pidFile);
            }
        } catch (IOException unreadable) {
            throw new LocalFailure("The file %s cannot be read".formatted(pidFile), unreadable);
        }
    }

    private boolean isServerOfThisFolder(List<String> pidFile) {
        return pidFile.stream()
                .findFirst()
                .map(Long::valueOf)
                .flatMap(ProcessHandle::of)
                .flatMap(process -> process.info().arguments())
                .filter(arguments -> Arrays.asList(arguments).contains(data.toString()))
                .isPresent();
    }

    private void stopPredecessor(Path pidFile) throws IOException {
        Commands.Result result = Commands.run(command(
                "pg_ctl",
                "stop",
                "--pgdata=" + data,
                "--mode=fast",
                "--wait",
                "--timeout=" + PREDECESSOR_LIMIT.toSeconds()));
        if (result.exitCode() != 0 && Files.exists(pidFile)) {
            throw new LocalFailure("An earlier PostgreSQL in %s does not stop:%n%s".formatted(folder, result.output()));
        }
    }

    /** The same server from a copy of its files. */
    PostgresCluster of(PostgresCopy copy) {
        account.own(copy.folder());
        return new PostgresCluster(copy.folder(), programs, account);
    }

    PostgresCopy copy(Postgres server, Path target) {
        return PostgresCopy.take(server, data, target);
    }

    /** Puts the copy in the place of the files there are, which are kept beside it. The server must be stopped. */
    void replaceBy(PostgresCopy copy, String suffix) {
        try {
            account.own(copy.folder());
            Files.move(data, data.resolveSibling("data" + suffix), StandardCopyOption.ATOMIC_MOVE);
            Files.move(copy.data(), data);
        } catch (IOException refused) {
            throw new LocalFailure("The files in %s cannot be replaced".formatted(folder), refused);
        }
    }

    /** Makes a standby the first server. */
    void promote(Duration limit) {
        try {
            Commands.Result result = Commands.run(
                    command("pg_ctl", "promote", "--pgdata=" + data, "--wait", "--timeout=" + limit.toSeconds()));
            if (result.exitCode() != 0) {
                throw new LocalFailure("The standby in %s does not take over:%n%s".formatted(folder, result.output()));
            }
        } catch (IOException refused) {
            throw new LocalFailure("pg_ctl cannot be run", refused);
        }
    }

    /** The command that runs the server in the foreground. */
    List<String> serverCommand(List<String> settings) {
        List<String> command = new ArrayList<>(command("postgres", "-D", data.toString()));
        command.addAll(PostgresSettings.asArguments(settings));
        return command;
    }

    private List<String> command(String program, String... arguments) {
        Stream<String> words = Stream.concat(Stream.of(programs.resolve(program).toString()), Stream.of(arguments));
        return account.command(words.toArray(String[]::new));
    }
}
