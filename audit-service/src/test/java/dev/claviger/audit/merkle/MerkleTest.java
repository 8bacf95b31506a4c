package dev.claviger.audit.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.verifier.TreeMath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree against the worked example of audit-log.md 1.8, a naive tree, and a verifier that shares no code with it. */
class MerkleTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void example_hasTheSpecifiedHashes() {
        Edge edge = Edge.empty();
        List<String> roots = new ArrayList<>();
        for (String entry : List.of("one", "two", "three")) {
            edge.append(Hash.leaf(entry.getBytes(UTF_8)));
            roots.add(HEX.formatHex(edge.root().bytes()));
        }

        assertThat(roots)
                .containsExactly(
                        "d0d7360ab79f58ab1e1e3fe64ad77e2ea0bc07e36b5f46ed2223edd9298df9e9",
                        "4f55f619d9215235778b2b9f17d6f4915b16171214d152381293669764de722e",
                        "5aac771c899ac292e74bf1afe2e6e302f8b55883b2d1bf197b46a6bea6dabca9");
        assertThat(Hash.empty().base64()).isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void example_hasTheSpecifiedProofs() {
        TileSet tiles = new TileSet();
        Tile tile = Tile.in(3, 0, 0);
        tiles.put(
                tile,
                Row.of(Stream.of("one", "two", "three")
                        .map(entry -> Hash.leaf(entry.getBytes(UTF_8)))
                        .toList()));

        assertThat(Proof.inclusion(1, 3).hashes(tiles).stream().map(Hash::base64))
                .containsExactly(
                        "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=", "Zx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=");
        assertThat(Proof.inclusion(2, 3).hashes(tiles).stream().map(Hash::bytes).map(HEX::formatHex))
                .containsExactly("4f55f619d9215235778b2b9f17d6f4915b16171214d152381293669764de722e");
        assertThat(Proof.consistency(2, 3).hashes(tiles).stream().map(Hash::base64))
                .containsExactly("Zx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=");
        assertThat(Proof.consistency(1, 3).hashes(tiles)).hasSize(2);
    }

    static LongStream seeds() {
        return LongStream.range(0, 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void roots_areThoseOfANaiveTree_howeverTheTreeWasInterrupted(long seed) {
        Random random = new Random(seed);
        int size = 1 + random.nextInt(700);
        NaiveTree naive = NaiveTree.ofSize(size);
        Edge edge = Edge.empty();

        for (int at = 0; at < size; at++) {
            assertThat(edge.root().bytes()).isEqualTo(naive.root(at));
            edge.append(Hash.leaf(NaiveTree.entry(at)));
            if (random.nextInt(50) == 0) {
                edge = Edge.read(edge.size(), edge.bytes());
            }
        }
        assertThat(edge.root().bytes()).isEqualTo(naive.root(size));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void T15_proofs_verify_andNoneDoesWithAFlippedBit(long seed) {
        Random random = new Random(seed);
        int size = 2 + random.nextInt(seed % 2 == 0 ? 300 : 70_000);
        Grown log = Grown.ofSize(size);
        byte[] root = log.root(size);
        for (int round = 0; round < 25; round++) {
            int index = random.nextInt(size);
            int smaller = 1 + random.nextInt(size);
            List<byte[]> path = log.proof(Proof.inclusion(index, size));
            List<byte[]> extension = log.proof(Proof.consistency(smaller, size));
            byte[] leaf = TreeMath.leaf(NaiveTree.entry(index));
            byte[] old = log.root(smaller);

            assertThat(TreeMath.includes(leaf, index, size, path, root)).isTrue();
            assertThat(TreeMath.extend(smaller, old, size, root, extension)).isTrue();
            assertThat(TreeMath.includes(flip(leaf, random), index, size, path, root))
                    .isFalse();
            assertThat(TreeMath.includes(leaf, index, size, path, flip(root, random)))
                    .isFalse();
            assertThat(TreeMath.includes(leaf, index, size, flipOne(path, random), root))
                    .isFalse();
            assertThat(TreeMath.includes(leaf, (index + 1) % size, size, path, root))
                    .isFalse();
            assertThat(TreeMath.extend(smaller, flip(old, random), size, root, extension))
                    .isFalse();
            if (smaller < size) {
                assertThat(TreeMath.extend(smaller, old, size, root, flipOne(extension, random)))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40})
    void proofs_ofAllPairs_verify(int size) {
        Grown log = Grown.ofSize(size);
        for (int smaller = 1; smaller <= size; smaller++) {
            assertThat(TreeMath.extend(
                            smaller,
                            log.root(smaller),
                            size,
                            log.root(size),
                            log.proof(Proof.consistency(smaller, size))))
                    .isTrue();
            assertThat(TreeMath.includes(
                            log.leaf(smaller - 1),
                            smaller - 1,
                            size,
                            log.proof(Proof.inclusion(smaller - 1, size)),
                            log.root(size)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 000", "999, 999", "1000, x001/000", "123456, x123/456", "1234067, x001/x234/067"})
    void tiles_haveTheirPlaces(long index, String place) {
        assertThat(new Tile(0, index, 256).place()).isEqualTo(place);
        assertThat(Tile.parse(0, place)).contains(new Tile(0, index, 256));
        assertThat(Tile.parse(0, place + ".p/17")).contains(new Tile(0, index, 17));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "00",
                "0000",
                "x000/001",
                "x01/000",
                "000.p/0",
                "000.p/256",
                "000.p/01",
                "000.p",
                "000/",
                "1000",
                "x1000/000",
                "abc",
                "x001",
                "-01"
            })
    void otherSpellings_areNoTiles(String place) {
        assertThat(Tile.parse(0, place)).isEqualTo(Optional.empty());
    }

    /** The example of audit-log.md 1.4. */
    @Test
    void widths_followFromTheSize() {
        assertThat(Tile.in(256, 0, 0).width()).isEqualTo(256);
        assertThat(Tile.in(256, 1, 0).width()).isEqualTo(1);
        assertThat(Tile.in(70_000, 0, 273).width()).isEqualTo(112);
        assertThat(Tile.in(70_000, 1, 1).width()).isEqualTo(17);
        assertThat(Tile.in(70_000, 2, 0).width()).isEqualTo(1);
        assertThat(Tile.in(70_000, 3, 0).width()).isZero();
        assertThat(new Tile(0, 273, 113).isIn(70_000)).isFalse();
        assertThat(new Tile(0, 273, 112).isIn(70_000)).isTrue();
    }

    private static List<byte[]> flipOne(List<byte[]> path, Random random) {
        List<byte[]> changed = new ArrayList<>(path);
        int place = random.nextInt(path.size());
        changed.set(place, flip(path.get(place), random));
        return changed;
    }

    private static byte[] flip(byte[] hash, Random random) {
        byte[] changed = hash.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    /** Hashes in a row, as tiles hold them. */
    private static final class Row {
        static byte[] of(List<Hash> hashes) {
            byte[] row = new byte[hashes.size() * Hash.BYTES];
            IntStream.range(0, hashes.size())
                    .forEach(i -> System.arraycopy(hashes.get(i).bytes(), 0, row, i * Hash.BYTES, Hash.BYTES));
            return row;
        }
    }

    /** A log with its tiles, made as the service makes them: full ones when they are full, partial ones out of what lies below. */
    private static final class Grown {
        private final Map<Integer, List<Hash>> levels = new HashMap<>();

        static Grown ofSize(int size) {
            Grown log = new Grown();
            Edge edge = Edge.empty();
            for (int i = 0; i < size; i++) {
                Hash leaf = Hash.leaf(NaiveTree.entry(i));
                log.level(0).add(leaf);
                edge.append(leaf);
                edge.takeFilled().forEach(tile -> {
                    assertThat(log.level(tile.level() + 1)).hasSize((int) tile.index());
                    log.level(tile.level() + 1).add(tile.root());
                });
            }
            return log;
        }

        private List<Hash> level(int number) {
            return levels.computeIfAbsent(number, fresh -> new ArrayList<>());
        }

        byte[] leaf(int index) {
            return level(0).get(index).bytes();
        }

        byte[] root(int size) {
            return proof(Proof.root(size)).getFirst();
        }

        List<byte[]> proof(Proof proof) {
            TileSet tiles = new TileSet();
            proof.tiles()
                    .forEach(tile ->
                            tiles.put(tile, Row.of(level(tile.level()).subList((int) tile.first(), (int) tile.end()))));
            return proof.hashes(tiles).stream().map(Hash::bytes).toList();
        }
    }
}
