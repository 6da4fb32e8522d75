package org.icl4j.examples.metarep;

import java.util.concurrent.CancellationException;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;

/** An experiment that measures first and writes afterwards: one that is stopped leaves no file. */
abstract class MetaRepExperiment implements Experiment {

    private final int number;
    private final String name;
    private final String summary;

    MetaRepExperiment(int number, String name, String summary) {
        this.number = number;
        this.name = name;
        this.summary = summary;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public void run(ExperimentRun run) {
        Report report = Report.of(run);
        try {
            measure(run, report);
        } catch (CancellationException stopped) {
            run.out().println("Stopped. Nothing was written.");
            return;
        }
        report.write();
    }

    /** Fills the output; calls the run's listener through {@link Stages}. */
    abstract void measure(ExperimentRun run, Report report);
}
