package org.icl4j.examples.metarep;

import org.icl4j.core.Progress;

/** The stages of a run as they pass, and the place where a listener's wish to stop ends it. */
final class Stages implements Progress {

    private final Progress listener;
    private final int total;
    private int done;

    Stages(Progress listener, int total) {
        this.listener = listener;
        this.total = total;
    }

    /** One stage is over. */
    void done(String stage) {
        done++;
        update(stage, done, total, Double.NaN);
    }

    /** What training reports within a stage. */
    @Override
    public boolean update(String stage, long steps, long of, double value) {
        if (!listener.update(stage, steps, of, value)) {
            throw new StoppedException();
        }
        return true;
    }

    /** Ends a run whose listener said stop. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped");
        }
    }
}
