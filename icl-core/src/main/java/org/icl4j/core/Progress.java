package org.icl4j.core;

/**
 * A listener that long work calls as it advances. The library itself never prints; a command line turns the calls into a bar.
 */
@FunctionalInterface
public interface Progress {

    /** Listens to nothing and never stops the work. */
    // No lambda: every fit comes here, and a process's first one costs milliseconds.
    Progress NONE = new Progress() {
        @Override
        public boolean update(String stage, long done, long total, double value) {
            return true;
        }

        @Override
        public String toString() {
            return "Progress.NONE";
        }
    };

    /** The total of a stage whose length is not known before its end, such as a pass over the lines of a file. */
    long UNKNOWN = -1;

    /**
     * Called from time to time, always from the thread that started the work.
     *
     * @param stage what is being done, such as {@code "train"}
     * @param done steps finished in this stage
     * @param total steps in this stage, or {@link #UNKNOWN}
     * @param value the quantity that the stage drives down (a loss, a residual), or NaN where there is none
     * @return true to go on, false to ask the work to stop early; what a stopped method returns is its own to say
     */
    boolean update(String stage, long done, long total, double value);
}
