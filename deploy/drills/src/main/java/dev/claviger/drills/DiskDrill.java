package dev.claviger.drills;

import dev.claviger.local.engine.Postgres;
import dev.claviger.local.process.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The disk of PostgreSQL is full; later somebody makes room. It lies on a small file system of its own, which takes the right to mount. */
final class DiskDrill implements Drill {
    private static final int MEBIBYTES = 400;
    private static final int CHUNK = 1 << 16;
    private static final int PATIENCE_SECONDS = 120;
    private static final long POLL_NANOS = 100_000_000;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String about() {
        return "the file system of PostgreSQL (%d MiB) is filled up to the last byte; when writes fail room is made"
                .formatted(MEBIBYTES);
    }

    @Override
    public Optional<String> obstacle() {
        Path trial = Stage.temporary();
        boolean mounted = mount(trial, 1);
        cleanUpMount(trial);
        return mounted ? Optional.empty() : Optional.of("it takes the right to mount a small file system (root)");
    }

    @Override
    public void prepare(Path data) {
        Path disk = disk(data);
        try {
            Files.createDirectories(disk);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        if (!mount(disk, MEBIBYTES)) {
            throw new IllegalStateException("cannot mount " + disk);
        }
    }

    @Override
    public Findings play(Stage stage) {
        Path ballast = disk(stage.data()).resolve("ballast");
        Postgres postgres = stage.suite().engines().postgres();
        return Interruption.under(name(), stage, List.of(stage.vault()), traffic -> {
            fill(ballast);
            awaitFailure(traffic);
            boolean alive = postgres.isRunning();
            remove(ballast);
            postgres.start();
            return List.of(alive ? "PostgreSQL stayed up" : "PostgreSQL went down and was started again");
        });
    }

    @Override
    public void cleanUp(Path data) {
        cleanUpMount(disk(data));
    }

    private static Path disk(Path data) {
        return data.resolve("postgresql");
    }

    private static void fill(Path ballast) {
        byte[] nothing = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(nothing);
            }
        } catch (IOException full) {
            // as it was meant
        }
    }

    private static void awaitFailure(Traffic traffic) {
        long giveUp = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (traffic.writes().failed() == 0) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("a full disk disturbed nobody");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static boolean mount(Path folder, int mebibytes) {
        return Commands.succeeds(
                List.of("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + mebibytes + "m", "tmpfs", folder.toString()));
    }

    private static void cleanUpMount(Path folder) {
        var _ = Commands.succeeds(List.of("umount", folder.toString()));
    }
}
