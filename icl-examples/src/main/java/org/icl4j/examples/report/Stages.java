package org.icl4j.examples.report;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;

/** The stages of a run as they pass, and the place where a listener's wish to stop ends it: with a {@link CancellationException}. */
public final class Stages implements Progress {

    private final Progress listener;
    private final int total;
    private int done;

    /**
     * The stages of a run.
     *
     * @param listener the run's
     * @param total how many there are
     */
    public Stages(Progress listener, int total) {
        this.listener = listener;
        this.total = total;
    }

    /**
     * One stage is over.
     *
     * @param stage its name
     */
    public void done(String stage) {
        done++;
        update(stage, done, total, Double.NaN);
    }

    /** What training reports within a stage. */
    @Override
    public boolean update(String stage, long steps, long of, double value) {
        if (!listener.update(stage, steps, of, value)) {
            throw new CancellationException("stopped in " + stage + "; no file was written");
        }
        return true;
    }
}
