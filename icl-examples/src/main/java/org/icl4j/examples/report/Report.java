package org.icl4j.examples.report;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Progress;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;

/**
 * What an experiment has found, gathered while it runs and printed and written together at its end: a run that ends early leaves no file.
 */
public final class Report {

    private final ExperimentRun run;
    private final List<OutputFile.Planned> files = new ArrayList<>();
    private final List<Table> printed = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

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
        Stages one = new Stages(run.progress(), 1);
        return (name, done, total, value) -> one.update(stage, done, total, value);
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
     * Adds a table that is printed as well.
     *
     * @param table the table, written under its own name
     * @return this report
     */
    public Report add(Table table) {
        printed.add(table);
        return behind(table);
    }

    /**
     * Adds a table that is written only: the numbers behind a figure.
     *
     * @param table the table, written under its own name
     * @return this report
     */
    public Report behind(Table table) {
        return add(table.name(), table.csv());
    }

    /**
     * Adds a sentence that is printed below the tables.
     *
     * @param sentence the sentence
     * @return this report
     */
    public Report remark(String sentence) {
        remarks.add(sentence);
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
        end();
    }

    /** Writes all files, and prints tables and remarks. */
    public void write() {
        OutputFile.writeTogether(files);
        printed.forEach(table -> table.print(run.out()));
        remarks.forEach(run.out()::println);
        end();
    }

    private void end() {
        if (run.quick()) {
            run.out().println("A quick run: these numbers show that it runs, nothing more.");
        }
        run.out().println("Tables and figures: " + run.directory());
    }
}
