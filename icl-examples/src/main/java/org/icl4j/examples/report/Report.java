package org.icl4j.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.icl4j.core.Progress;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;

/**
 * The files of an experiment, gathered while it runs and written together at its end: a run that ends early leaves none.
 */
public final class Report {

    private final ExperimentRun run;
    private final List<OutputFile.Planned> files = new ArrayList<>();

    private Report(ExperimentRun run) {
        this.run = run;
    }

    /**
     * The report of a run.
     *
     * @param run where files go
     * @return nothing yet
     */
    public static Report of(ExperimentRun run) {
        return new Report(run);
    }

    /**
     * The run's listener for one stage of it.
     *
     * @param stage what is done, such as {@code "seed 3"}
     * @return a listener that ends the experiment where the run's own wants to stop
     */
    public Progress progress(String stage) {
        return (name, done, total, value) -> {
            if (!run.progress().update(stage, done, total, value)) {
                throw new CancellationException("stopped in " + stage + "; no file was written");
            }
            return true;
        };
    }

    /**
     * Adds a table.
     *
     * @param name of the file, without its ending
     * @param numbers what it holds
     * @return this report
     */
    public Report add(String name, CsvOutput numbers) {
        files.add(OutputFile.at(run.directory().resolve(name + ".csv")).with(numbers::writeTo));
        return this;
    }

    /**
     * Adds a figure, as PNG and SVG.
     *
     * @param name of the files, without their endings
     * @param figure what they show
     * @return this report
     */
    public Report add(String name, Figure figure) {
        files.add(OutputFile.at(run.directory().resolve(name + ".png")).with(figure::writeTo));
        files.add(OutputFile.at(run.directory().resolve(name + ".svg")).with(figure::writeTo));
        return this;
    }

    /**
     * Writes all files, and prints the table.
     *
     * @param caption what the table shows
     * @param results the table, written as {@code table.csv}
     */
    public void write(String caption, Results results) {
        add("table", results.csv());
        OutputFile.writeTogether(files);
        run.out().println(caption);
        run.out().println();
        results.print(run.out());
        run.out().println();
        if (run.quick()) {
            run.out().println("A quick run: these numbers show that it runs, nothing more.");
        }
        run.out().println("Tables and figures: " + run.directory());
    }
}
