package org.icl4j.solvers.stream;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** A uniform sample of rows in one pass. */
final class Reservoir {

    private static final int ROWS = 4096;

    private Reservoir() {}

    static Points sample(RowSource source, int count, long seed, Progress progress) {
        Require.positive("count", count);
        Require.notNull("progress", progress);
        int d = source.inputWidth();
        double[] kept = new double[Math.multiplyExact(count, d)];
        Randoms randoms = Randoms.of(seed).split("rows");
        long[] seen = {0};
        double[] row = new double[d];
        boolean[] stopped = {false};
        source.read(ROWS, block -> {
            for (int i = 0; i < block.size(); i++) {
                long at = seen[0] < count ? seen[0] : (long) (randoms.uniform() * (seen[0] + 1));
                if (at < count) {
                    block.inputs().copyRows(i, 1, row, 0);
                    System.arraycopy(row, 0, kept, (int) at * d, d);
                }
                seen[0]++;
            }
            stopped[0] = !progress.update("sample", seen[0], source.size().orElse(Progress.UNKNOWN), Double.NaN);
            return !stopped[0];
        });
        if (stopped[0]) {
            throw new CancellationException("the draw of " + count + " rows was stopped after " + seen[0]);
        }
        if (seen[0] == 0) {
            throw Require.error("source", "has no rows");
        }
        int size = (int) Math.min(count, seen[0]);
        double[] rows = size == count ? kept : java.util.Arrays.copyOf(kept, size * d);
        return Points.ofRows("sample", size, d, rows);
    }
}
