package org.icl4j.examples;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;

/**
 * One run of an experiment.
 *
 * @param directory where files are written; exists
 * @param out where the table is printed
 * @param progress told of long stages
 * @param seed of every random number
 * @param quick whether to run at a small size: for tests, not for conclusions
 */
public record ExperimentRun(Path directory, PrintWriter out, Progress progress, long seed, boolean quick) {

    /**
     * Checks that nothing is null.
     *
     * @param directory where files are written; exists
     * @param out where the table is printed
     * @param progress told of long stages
     * @param seed of every random number
     * @param quick whether to run at a small size
     */
    public ExperimentRun {
        Require.notNull("directory", directory);
        Require.notNull("out", out);
        Require.notNull("progress", progress);
    }
}
