package org.icl4j.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.icl4j.examples.data.CsvFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Panel;
import org.jspecify.annotations.Nullable;

/** The files that {@code icl krr} writes; null for none. */
record KrrOutputs(
        @Nullable OutputFile predictions,
        @Nullable OutputFile model,
        @Nullable OutputFile plot) {

    /** Whether answers to rows are written or drawn: a function of one input is drawn as a curve. */
    boolean needAnswers(int inputs) {
        return predictions != null || (plot != null && inputs > 1);
    }

    /** Refuses, before the long work, what would need too much of it. */
    void requireRowsToShow(boolean tested, int rows, int inputs, KrrMethod method) {
        boolean approximate = method == KrrMethod.FALKON || method == KrrMethod.FEATURES;
        if (!tested && needAnswers(inputs) && approximate) {
            throw new IllegalArgumentException(
                    "--test is missing: without it --predictions and --plot show leave-one-out answers, which are those of an "
                            + "exact fit; got --method " + method);
        }
        if (!tested && needAnswers(inputs) && rows > KrrJob.LEAVE_ONE_OUT_ROWS) {
            throw new IllegalArgumentException(
                    "--test is missing: without it --predictions and --plot show leave-one-out "
                            + "answers, for at most " + KrrJob.LEAVE_ONE_OUT_ROWS + " rows; got " + rows);
        }
    }

    /** Refuses to write one file twice, or over an input. */
    void refuseOverwriting(Path train, @Nullable Path test) {
        List<Path> files = Stream.of(predictions, model, plot)
                .filter(Objects::nonNull)
                .map(OutputFile::path)
                .toList();
        refuseOverwriting(files, test == null ? List.of(train) : List.of(train, test));
    }

    /** Refuses to write one file twice, or over an input. */
    static void refuseOverwriting(List<Path> files, List<Path> inputs) {
        if (inputs.stream().filter(CsvFile::isStandardInput).count() > 1) {
            throw new IllegalArgumentException("-: is standard input, which can be read once; name the other file");
        }
        for (int i = 0; i < files.size(); i++) {
            Path path = files.get(i);
            if (CsvFile.isStandardInput(path)) {
                throw new IllegalArgumentException("-: is standard input; a file to write has a name, such as ./-");
            }
            boolean input = inputs.stream().anyMatch(other -> same(path, other));
            if (input || files.stream().skip(i + 1L).anyMatch(other -> same(path, other))) {
                throw new IllegalArgumentException(path + ": is named twice; give each file its own name");
            }
        }
    }

    private static boolean same(Path a, Path b) {
        try {
            return a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize())
                    || (Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b));
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes the files, together; without test rows, the answers are leave-one-out answers to the training rows. */
    void write(
            CsvModel fitted,
            CsvTable train,
            @Nullable CsvTable test,
            @Nullable Answers answers,
            LeaveOneOutCurve curve) {
        List<OutputFile.Planned> files = new ArrayList<>();
        if (predictions != null && answers != null) {
            files.add(predictions.with(answers.csv()::writeTo));
        }
        if (model != null) {
            files.add(model.with(fitted::save));
        }
        if (plot != null) {
            String rows = test == null ? "leave-one-out" : "test rows";
            List<Panel> panels = new ArrayList<>();
            if (fitted.inputs().coordinates().size() == 1) {
                panels.add(Predictions.curve(fitted, train, test));
            }
            if (answers != null) {
                panels.add(Predictions.scatter("Kernel ridge regression, " + rows, fitted.target(), answers));
                panels.add(Predictions.residuals(fitted.target(), answers));
            }
            List<double[]> errors = curve.points();
            if (errors.size() > 1) {
                panels.add(Predictions.leaveOneOut(errors, curve.ridge()));
            }
            Figure figure = Figure.of(panels);
            files.add(plot.with(figure::writeTo));
        }
        OutputFile.writeTogether(files);
    }
}
