package org.icl4j.examples;

/** A numbered experiment: one lesson, run from its seed to its table and figures. */
public interface Experiment {

    /**
     * Its number in the guide.
     *
     * @return from 1
     */
    int number();

    /**
     * Its name on the command line.
     *
     * @return words joined by dashes
     */
    String name();

    /**
     * What it shows, in one line.
     *
     * @return a sentence
     */
    String summary();

    /**
     * Runs it.
     *
     * @param run where the output goes, the seed and the size
     */
    void run(ExperimentRun run);

    /**
     * The number and the name, as directories are called.
     *
     * @return such as {@code "01-learned-kernel"}
     */
    default String title() {
        return (number() < 10 ? "0" : "") + number() + "-" + name();
    }
}
