package org.icl4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * One run of an experiment.
 *
 * @param directory where files are written; exists
 * @param out where the table is printed
 * @param progress told of long stages
 * @param seed of every random number
 * @param quick whether to run at a small size: for tests, not for conclusions
 * @param data where tables are read, for experiments on tables; null where none was named
 */
public record ExperimentRun(
        Path directory,
        PrintWriter out,
        Progress progress,
        long seed,
        boolean quick,
        @Nullable Path data) {

    /**
     * Checks that nothing but the tables' directory is null.
     *
     * @param directory where files are written; exists
     * @param out where the table is printed
     * @param progress told of long stages
     * @param seed of every random number
     * @param quick whether to run at a small size
     * @param data where tables are read; null where none was named
     */
    public ExperimentRun {
        Require.notNull("directory", directory);
        Require.notNull("out", out);
        Require.notNull("progress", progress);
    }

    /**
     * A run without tables.
     *
     * @param directory where files are written; exists
     * @param out where the table is printed
     * @param progress told of long stages
     * @param seed of every random number
     * @param quick whether to run at a small size
     */
    public ExperimentRun(Path directory, PrintWriter out, Progress progress, long seed, boolean quick) {
        this(directory, out, progress, seed, quick, null);
    }
}
