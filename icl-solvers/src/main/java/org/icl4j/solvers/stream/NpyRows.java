package org.icl4j.solvers.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/** The rows of two NumPy files. */
final class NpyRows implements RowSource {

    private final NpyTable inputs;
    private final NpyTable targets;

    NpyRows(NpyTable inputs, NpyTable targets) {
        this.inputs = inputs;
        this.targets = targets;
        if (inputs.rows() != targets.rows()) {
            throw Require.error(
                    "targets",
                    targets.file() + " has " + targets.rows() + " rows, " + inputs.file() + " has " + inputs.rows());
        }
    }

    @Override
    public int inputWidth() {
        return inputs.width();
    }

    @Override
    public int targetWidth() {
        return targets.width();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(inputs.rows());
    }

    @Override
    public void read(int rows, Predicate<Context> consumer) {
        Require.positive("rows", rows);
        Require.notNull("consumer", consumer);
        // A buffer holds at most 2^31 bytes.
        int block = Math.min(rows, Math.max(1, (1 << 27) / Math.max(inputs.width(), targets.width())));
        try (FileChannel x = FileChannel.open(inputs.file(), StandardOpenOption.READ);
                FileChannel y = FileChannel.open(targets.file(), StandardOpenOption.READ)) {
            for (long from = 0; from < inputs.rows(); from += block) {
                int count = (int) Math.min(block, inputs.rows() - from);
                Context part = Context.of(
                        Points.ofRows("inputs", count, inputs.width(), inputs.rows(x, from, count)),
                        Points.ofRows("targets", count, targets.width(), targets.rows(y, from, count)));
                if (!consumer.test(part)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + inputs.file() + " and " + targets.file(), e);
        }
    }
}
