package org.icl4j.solvers.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.solvers.internal.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSourceTest {

    @TempDir
    private Path folder;

    private static final Context CONTEXT =
            Context.of(Randoms.of(1).gaussians(2500, 3), Randoms.of(2).gaussians(2500, 2));

    private static List<double[]> rows(RowSource source, int block) {
        List<double[]> rows = new ArrayList<>();
        source.read(block, part -> {
            assertThat(part.size()).isLessThanOrEqualTo(block);
            for (int i = 0; i < part.size(); i++) {
                double[] row = new double[source.inputWidth() + source.targetWidth()];
                System.arraycopy(part.inputs().row(i), 0, row, 0, source.inputWidth());
                System.arraycopy(part.targets().row(i), 0, row, source.inputWidth(), source.targetWidth());
                rows.add(row);
            }
            return true;
        });
        return rows;
    }

    private Path csv() throws IOException {
        StringBuilder text = new StringBuilder("a,y1,b,c,y2\n");
        for (int i = 0; i < CONTEXT.size(); i++) {
            double[] x = CONTEXT.inputs().row(i);
            double[] y = CONTEXT.targets().row(i);
            text.append(x[0] + "," + y[0] + "," + x[1] + ", " + x[2] + "," + y[1] + "\n");
        }
        return Files.writeString(folder.resolve("rows.csv"), text);
    }

    private Path npy(String name, Points table) throws IOException {
        String header =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (" + table.size() + ", " + table.width() + "), }";
        header = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(128 + 8 * table.size() * table.width()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) 118).put(header.getBytes(StandardCharsets.US_ASCII));
        for (double v : table.toRowMajor()) {
            bytes.putDouble(v);
        }
        return Files.write(folder.resolve(name), bytes.array());
    }

    @Test
    void arraysAndFilesGiveTheSameRows() throws IOException {
        RowSource memory = RowSource.of(CONTEXT);
        List<double[]> expected = rows(memory, 5000);
        assertThat(expected).hasSize(2500);
        RowSource text = RowSource.csv(csv(), "y1", "y2");
        RowSource binary = RowSource.npy(npy("x.npy", CONTEXT.inputs()), npy("y.npy", CONTEXT.targets()));
        for (RowSource source : List.of(memory, text, binary)) {
            for (int block : new int[] {1000, 2500, 7}) {
                List<double[]> actual = rows(source, block);
                assertThat(actual).hasSize(2500);
                for (int i = 0; i < 2500; i += 97) {
                    assertThat(actual.get(i)).isEqualTo(expected.get(i));
                }
            }
            int[] calls = {0};
            source.read(100, part -> ++calls[0] < 3);
            assertThat(calls[0]).isEqualTo(3);
            Points sample = source.sample(50, 9);
            assertThat(sample.size()).isEqualTo(50);
            assertThat(sample).isEqualTo(memory.sample(50, 9));
        }
    }

    @Test
    void theSampleIsUniform() {
        double[] column = new double[40];
        java.util.Arrays.setAll(column, i -> i);
        RowSource source = RowSource.of(Context.of(Points.ofColumn("x", column), Points.ofColumn("y", column)));
        int[] counts = new int[40];
        int draws = 4000;
        for (int s = 0; s < draws; s++) {
            for (double v : source.sample(10, s).column(0)) {
                counts[(int) v]++;
            }
        }
        for (int count : counts) {
            // Five standard errors of a probability of 1/4.
            assertThat(count / (double) draws).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / draws)));
        }
    }

    @Test
    void momentsAreTheSumsWhateverThePieces() {
        MomentSums sums = java.util.Objects.requireNonNull(
                RowSums.over(RowSource.of(CONTEXT), MomentSums.ofInputs(3, 2), Progress.NONE));
        double[][] x = CONTEXT.inputs().toRows();
        double[][] gram = Examples.times(Examples.transpose(x), x);
        double[][] cross =
                Examples.times(Examples.transpose(x), CONTEXT.targets().toRows());
        assertThat(sums.count()).isEqualTo(2500);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(sums.gram(i, j)).isCloseTo(gram[i][j], within(1e-10));
            }
            assertThat(sums.cross()[2 * i]).isCloseTo(cross[i][0], within(1e-10));
            assertThat(sums.sums()[i])
                    .isCloseTo(
                            java.util.Arrays.stream(CONTEXT.inputs().column(i)).sum(), within(1e-10));
        }
        assertThat(RowSums.over(RowSource.of(CONTEXT), MomentSums.ofInputs(3, 2), (s, d, t, v) -> false))
                .isNull();
    }

    /** Each pass tells of the rows that it has read, and of all where they are known: never of the end before it. */
    @Test
    void listenersAreToldHowManyRowsThereAre() throws IOException {
        List<Long> totals = new ArrayList<>();
        Progress told = (stage, done, total, value) -> totals.add(total) && done <= 2500;
        RowSource memory = RowSource.of(CONTEXT);
        RowSource binary = RowSource.npy(npy("x.npy", CONTEXT.inputs()), npy("y.npy", CONTEXT.targets()));
        for (RowSource source : List.of(memory, binary, RowSource.csv(csv(), "y1", "y2"))) {
            RowSums.over(source, MomentSums.ofInputs(3, 2), told);
            source.sample(10, 1, told);
        }
        assertThat(totals).containsExactly(2500L, 2500L, 2500L, 2500L, Progress.UNKNOWN, Progress.UNKNOWN);
    }

    @Test
    void filesThatAreBrokenAreRefusedWithTheirPlace() throws IOException {
        Path narrow = Files.writeString(folder.resolve("narrow.csv"), "a,b,y\n1,2,3\n1,2\n");
        assertThatThrownBy(() -> rows(RowSource.csv(narrow, "y"), 10)).hasMessageContaining("line 3: has 2 cells");
        Path word = Files.writeString(folder.resolve("word.csv"), "a,b,y\n1,2,3\n1,x,3\n");
        assertThatThrownBy(() -> rows(RowSource.csv(word, "y"), 10)).hasMessageContaining("line 3, column 'b': 'x'");
        assertThatThrownBy(() -> RowSource.csv(word, "z")).hasMessageContaining("no column 'z'");
        assertThatThrownBy(() -> RowSource.csv(word, "a", "b", "y")).hasMessageContaining("leave no input");
        Path x = npy("short.npy", CONTEXT.inputs());
        Path hole = npy("hole.npy", CONTEXT.inputs());
        byte[] bytes = Files.readAllBytes(hole);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putDouble(128 + 8 * (3 * 2107 + 1), Double.NaN);
        Files.write(hole, bytes);
        assertThatThrownBy(() -> rows(RowSource.npy(hole, x), 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("hole.npy", "row 2107", "column 1", "NaN");
        Path cut = folder.resolve("cut.npy");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(x), 1000));
        assertThatThrownBy(() -> RowSource.npy(cut, x)).hasMessageContaining("ends before");
        Path text = Files.writeString(folder.resolve("text.npy"), "this is not one at all");
        assertThatThrownBy(() -> RowSource.npy(text, x)).hasMessageContaining("not a NumPy file");
    }
}
