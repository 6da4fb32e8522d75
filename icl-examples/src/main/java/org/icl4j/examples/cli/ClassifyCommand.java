package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.Missing;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.classify.ColumnCoding;
import org.icl4j.solvers.classify.KernelClassifierModel;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.classify.TunedClassifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code icl classify}: kernel logistic regression on CSV files. */
@Command(
        name = "classify",
        description = {
            "Learns classes from a CSV file by kernel logistic regression, and gives each class a probability.",
            "With nothing given but the files, everything is chosen by leave-one-out on the training rows: whether columns of few whole "
                    + "numbers are numbers or codes, the kernel and the ridge. Columns of text are categories. Missing numbers are filled in with the "
                    + "column's mean, missing texts are a level of their own. Results are printed as lines \"name value\"."
        },
        footerHeading = "Examples:%n",
        footer = {
            "  icl classify --train a.csv",
            "  icl classify --train a.csv --test b.csv --predictions p.csv",
            "  icl classify --train a.csv --target species --ignore id --model m.zip",
            "  icl predict --model m.zip --data new.csv"
        },
        mixinStandardHelpOptions = true)
final class ClassifyCommand implements Runnable {

    private final boolean terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--train",
            paramLabel = "FILE",
            required = true,
            description = "Training rows: CSV with a header row, gzip or not; - for standard input.")
    private Path train = Path.of("");

    @Option(names = "--test", paramLabel = "FILE", description = "Test rows, with the same columns in any order.")
    private @Nullable Path test;

    @Option(
            names = "--target",
            paramLabel = "NAME",
            description = "The column of classes, text or numbers (default: the last one).")
    private @Nullable String target;

    @Option(
            names = "--categories",
            paramLabel = "NAME",
            description = "Columns of categories beside those of text, such as numbers that are codes.")
    private List<String> categories = List.of();

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Option(
            names = "--kernel",
            paramLabel = "SPEC",
            description = "The kernel of the standardised inputs, as for icl krr (default: chosen). Goes with --ridge.")
    private @Nullable String kernel;

    @Option(
            names = "--ridge",
            paramLabel = "R",
            description = "The ridge: the penalty on the scores' size (default: chosen). Goes with --kernel.")
    private @Nullable Double ridge;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of the choice of rows on which large problems are tuned (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "CSV of the test rows' likeliest classes and of the probability of each class.")
    private @Nullable Path predictions;

    @Option(names = "--model", paramLabel = "FILE", description = "Where the model goes, for \"icl predict\".")
    private @Nullable Path model;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description =
                    "Of the test rows: how often the likeliest class is right against its probability, and which classes are "
                            + "confused: .png or .svg.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Prints the results as one JSON object.")
    private boolean json;

    ClassifyCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        if ((kernel == null) != (ridge == null)) {
            throw new ParameterException(
                    spec.commandLine(), "--kernel and --ridge go together; without both, both are chosen");
        }
        if (predictions != null && test == null) {
            throw new ParameterException(
                    spec.commandLine(), "--predictions are of the test rows; name them: --test FILE");
        }
        if (plot != null && test == null) {
            throw new ParameterException(spec.commandLine(), "--plot shows the test rows; name them: --test FILE");
        }
        List<Path> outputs = new ArrayList<>();
        if (predictions != null) {
            outputs.add(predictions);
        }
        if (model != null) {
            outputs.add(model);
        }
        if (plot != null) {
            outputs.add(Figure.requireFormat(plot));
        }
        KrrOutputs.refuseOverwriting(outputs, test == null ? List.of(train) : List.of(train, test));
        OutputFile predictionsFile = predictions == null ? null : OutputFile.at(predictions);
        OutputFile modelFile = model == null ? null : OutputFile.at(model);
        OutputFile plotFile = plot == null ? null : OutputFile.at(plot);
        MetricLines lines;
        try (ProgressBars progress = ProgressBars.when(terminal)) {
            lines = classify(progress, predictionsFile, modelFile, plotFile);
        }
        if (json) {
            lines.printJsonTo(spec.commandLine().getOut());
        } else {
            lines.printTo(spec.commandLine().getOut());
        }
    }

    private MetricLines classify(
            ProgressBars progress,
            @Nullable OutputFile predictionsFile,
            @Nullable OutputFile modelFile,
            @Nullable OutputFile plotFile) {
        long start = System.nanoTime();
        Consumer<String> warn = new Warnings(spec.commandLine());
        TrainingData.Request request = new TrainingData.Request(csv, target, categories, true, Missing.MEAN);
        TrainingData data = TrainingData.read(train, request, warn);
        CsvTable testTable = test == null ? null : data.readMore(test, csv, warn);
        Points x = data.inputs().codes(data.table());
        Labels labels = Labels.of(data.table().fields(data.target()));
        TunedClassifier learner = new TunedClassifier()
                .withCategories(data.inputs().categories())
                .withSeed(seed)
                .withProgress(progress);
        TunedClassifier.Choice choice = choose(learner, x, labels, data.inputs().categories());
        KernelClassifierModel fitted = learner.fit(choice, x, labels);
        choice.warnings().forEach(warn);
        if (!fitted.report().converged()) {
            warn.accept("the fit did not converge: " + fitted.report().summary());
        }
        CsvClassifier classifier = new CsvClassifier(fitted, data.inputs(), data.target(), data.missing());
        MetricLines lines = report(data, labels, choice, x.width());
        List<OutputFile.Planned> files = new ArrayList<>();
        if (testTable != null) {
            int[] actual = classifier.actual(testTable);
            ClassAnswers answers =
                    new ClassAnswers(testTable, data.kept(), fitted.classes(), classifier.predict(testTable), actual);
            lines.add("test_rows", testTable.size()).classErrors(answers.probabilities(), actual);
            if (predictionsFile != null) {
                files.add(predictionsFile.with(answers.csv()::writeTo));
            }
            if (plotFile != null) {
                files.add(plotFile.with(ClassPlots.of(fitted.classes(), answers.probabilities(), actual)::writeTo));
            }
        }
        if (modelFile != null) {
            files.add(modelFile.with(classifier::save));
        }
        OutputFile.writeTogether(files);
        return lines.add("relative_residual", fitted.report().relativeResidual())
                .add("seconds", 1e-9 * (System.nanoTime() - start));
    }

    private TunedClassifier.Choice choose(TunedClassifier learner, Points x, Labels labels, int[] texts) {
        if (kernel == null || ridge == null) {
            return learner.choose(x, labels);
        }
        return new TunedClassifier.Choice(
                ColumnCoding.of(x, ColumnCoding.Reading.NUMBERS, texts),
                Kernel.parse(kernel),
                Require.positive("--ridge", ridge),
                Double.NaN,
                Double.NaN,
                0,
                List.of(),
                List.of());
    }

    private static MetricLines report(TrainingData data, Labels labels, TunedClassifier.Choice choice, int width) {
        MetricLines lines = new MetricLines()
                .add("n", labels.size())
                .add("d", width)
                .add("target", data.target())
                .add("classes", labels.classes().size());
        int[] counts = labels.counts();
        for (int c = 0; c < counts.length; c++) {
            lines.add("rows(" + labels.classes().get(c).replace(' ', '_') + ")", counts[c]);
        }
        if (data.dropped() > 0) {
            lines.add("dropped_rows", data.dropped());
        }
        if (data.filled() > 0) {
            lines.add("filled_values", data.filled());
        }
        int[] codes = choice.coding().codeColumns();
        if (codes.length > 0) {
            List<String> names = new ArrayList<>();
            for (int j : codes) {
                names.add(data.inputs().names().get(j));
            }
            lines.add("categories", String.join(", ", names));
        }
        lines.add(
                        "kernel",
                        choice.tried().isEmpty()
                                ? choice.kernel()
                                : choice.tried().get(0).kernel())
                .add("ridge", choice.ridge());
        if (choice.rowsUsed() > 0) {
            lines.add("loo_accuracy", choice.accuracy())
                    .add("loo_log_loss", choice.logLoss())
                    .add("loo_rows", choice.rowsUsed());
        }
        return lines;
    }
}
