package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;

/** What a run has found. Nothing is printed or written before all of it is there. */
final class Output {

    private final List<Sheet> printed = new ArrayList<>();
    private final List<Sheet> written = new ArrayList<>();
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();

    /** A table to be printed and written. */
    Output add(Sheet sheet) {
        printed.add(sheet);
        written.add(sheet);
        return this;
    }

    /** A table that is written only: the numbers behind a figure. */
    Output behind(Sheet sheet) {
        written.add(sheet);
        return this;
    }

    Output add(String name, Figure figure) {
        figures.put(name, figure);
        return this;
    }

    /** A sentence to be printed below the tables. */
    Output remark(String sentence) {
        remarks.add(sentence);
        return this;
    }

    void write(ExperimentRun run) {
        for (Sheet sheet : written) {
            OutputFile.at(run.directory().resolve(sheet.name() + ".csv")).write(sheet.csv()::writeTo);
        }
        figures.forEach((name, figure) -> {
            OutputFile.at(run.directory().resolve(name + ".png")).write(figure::writeTo);
            OutputFile.at(run.directory().resolve(name + ".svg")).write(figure::writeTo);
        });
        printed.forEach(sheet -> sheet.print(run.out()));
        remarks.forEach(run.out()::println);
        if (run.quick()) {
            run.out().println("A quick run: these numbers show that it runs, nothing more.");
        }
        run.out().println("Tables and figures: " + run.directory());
    }
}
