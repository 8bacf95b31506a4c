package dev.claviger.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tessera's own program, where {@link #VARIABLE} names it; {@code docs/verifiable-log.md} says how to get it. */
public final class Fsck {
    public static final String VARIABLE = "CLAVIGER_FSCK";

    /** The versions so far end with 0 whatever they find, so that what they say counts. */
    public static final String SOUND = "Successfully fsck'd log with size ";

    private final VerifiableLog log;
    private final Path folder;

    /** @param folder for the verifier key */
    public Fsck(VerifiableLog log, Path folder) {
        this.log = log;
        this.folder = folder;
    }

    /** What it says of the log as it is served. */
    public String served() throws IOException, InterruptedException {
        return of(log.address() + "/", List.of("--bearer_token=" + log.token));
    }

    /** What it says of a copy. */
    public String copied(Path copy) throws IOException, InterruptedException {
        return of(copy.toUri().toString(), List.of());
    }

    private String of(String address, List<String> more) throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("vkey"), log.verifierKey());
        List<String> command = new ArrayList<>(
                List.of(System.getenv(VARIABLE), "--storage_url=" + address, "--public_key=" + key, "--ui=false"));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int _ = process.waitFor();
        return said;
    }
}
