package org.icl4j.solvers.stream;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.math.Parallel;
import org.jspecify.annotations.Nullable;

/**
 * Sums over rows: a value that adds rows and takes over another's sums. It holds heap numbers only, no native memory and no thread of
 * its own, so that the same sums are made on one machine, block by block, or on many, and merged.
 *
 * <p>{@link #over} spreads a pass over threads: rows are cut into pieces of {@link #pieceRows}, each piece is summed by itself, and
 * pieces are merged in their order: the same bits for every number of threads.
 *
 * @param <S> the type itself
 */
public interface RowSums<S extends RowSums<S>> {

    /** Rows that are read at a time by {@link #over}. */
    int BLOCK = 1 << 16;

    /**
     * Adds the rows [from, from + count) of a block.
     *
     * @param block rows
     * @param from the first row
     * @param count how many
     * @param number the first row's number in the whole source, for sums that depend on it
     */
    void add(Context block, int from, int count, long number);

    /**
     * Adds another's sums to this one's.
     *
     * @param other sums of the same kind; read only
     */
    void merge(S other);

    /**
     * Sums of the same kind over no rows.
     *
     * @return a new value
     */
    S empty();

    /** Makes this value that of no rows again. */
    void clear();

    /**
     * How many rows one piece has: enough that merging costs little beside adding.
     *
     * @return at least 1
     */
    int pieceRows();

    /**
     * Sums a whole source.
     *
     * @param source the rows
     * @param zero sums over no rows; not changed
     * @param progress told after each block, stage {@code "rows"}, of the rows read and of {@link RowSource#size}
     * @param <S> the kind of sums
     * @return the sums; null where the listener said stop
     */
    static <S extends RowSums<S>> @Nullable S over(RowSource source, S zero, Progress progress) {
        Require.notNull("source", source);
        Require.notNull("zero", zero);
        Require.notNull("progress", progress);
        S total = zero.empty();
        int piece = zero.pieceRows();
        int wave = 2 * Parallel.threads();
        List<S> parts = new ArrayList<>();
        for (int i = 0; i < wave; i++) {
            parts.add(zero.empty());
        }
        long[] read = {0};
        boolean[] stopped = {false};
        source.read(Math.max(piece, BLOCK / piece * piece), block -> {
            int pieces = (block.size() - 1) / piece + 1;
            for (int first = 0; first < pieces; first += wave) {
                int begin = first;
                int count = Math.min(wave, pieces - first);
                Parallel.run(count, i -> {
                    int from = (begin + i) * piece;
                    parts.get(i).clear();
                    parts.get(i).add(block, from, Math.min(piece, block.size() - from), read[0] + from);
                });
                for (int i = 0; i < count; i++) {
                    total.merge(parts.get(i));
                }
            }
            read[0] += block.size();
            stopped[0] = !progress.update("rows", read[0], source.size().orElse(Progress.UNKNOWN), Double.NaN);
            return !stopped[0];
        });
        return stopped[0] ? null : total;
    }
}
