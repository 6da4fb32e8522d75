package org.icl4j.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.data.CsvFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.InputColumns;
import org.icl4j.examples.data.Missing;
import org.icl4j.examples.data.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icl predict}: a saved model's answers to the rows of a CSV file. */
@Command(
        name = "predict",
        description = {
            "Answers the rows of a CSV file with a model that \"icl krr --model\" or \"icl classify --model\" wrote.",
            "Columns are found by their names, in any order; columns that the model does not know are ignored. The scaling "
                    + "of the training data is stored in the model and applied. Where the target's column is there too, "
                    + "the errors are printed."
        },
        mixinStandardHelpOptions = true)
final class PredictCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--model", paramLabel = "FILE", required = true, description = "The model.")
    private Path model = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "CSV with a header row, gzip or not; - for standard input.")
    private Path data = Path.of("");

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Where the answers go as CSV (default: standard output, and no errors are printed).")
    private @Nullable Path predictions;

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Override
    public void run() {
        OutputFile output = predictions == null ? null : OutputFile.at(predictions);
        KrrOutputs.refuseOverwriting(output == null ? List.of() : List.of(output.path()), List.of(model, data));
        if (!Files.exists(model)) {
            throw new IllegalArgumentException(model + ": no such file");
        }
        ModelFile whole = ModelFile.load(model);
        if (whole.kind().equals(CsvClassifier.KIND)) {
            classify(named(() -> CsvClassifier.of(model.toString(), whole)), output);
            return;
        }
        CsvModel loaded = named(() -> CsvModel.load(model));
        CsvFile file = CsvFile.open(data, csv.format());
        Set<String> ignored = csv.ignored(file);
        Set<String> kept = csv.kept(file);
        file.require(loaded.inputs().names(), "the model reads");
        boolean known = file.header().contains(loaded.target()) && !ignored.contains(loaded.target());
        CsvTable table =
                read(loaded.inputs(), loaded.target(), loaded.missing(), CsvFile.Role.NUMBER, file, kept, known);
        double[] actual = known ? table.column(loaded.target()) : null;
        Answers answers = new Answers(table, kept, loaded.predict(table), actual);

        if (output == null) {
            answers.csv().printTo(spec.commandLine().getOut());
            return;
        }
        output.write(answers.csv()::writeTo);
        MetricLines lines = new MetricLines().add("rows", table.size());
        if (actual != null) {
            lines.errors(answers.predicted(), actual);
        }
        lines.printTo(spec.commandLine().getOut());
    }

    /** What is wrong with a value of the model is said of the model's file. */
    private <M> M named(Supplier<M> load) {
        try {
            return load.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.contains(model.toString()) ? e : new IllegalArgumentException(model + ": " + message, e);
        }
    }

    private void classify(CsvClassifier loaded, @Nullable OutputFile output) {
        CsvFile file = CsvFile.open(data, csv.format());
        Set<String> ignored = csv.ignored(file);
        Set<String> kept = csv.kept(file);
        file.require(loaded.inputs().names(), "the model reads");
        boolean known = file.header().contains(loaded.target()) && !ignored.contains(loaded.target());
        CsvTable table = read(loaded.inputs(), loaded.target(), loaded.missing(), CsvFile.Role.TEXT, file, kept, known);
        int[] actual = known ? loaded.actual(table) : null;
        ClassAnswers answers = new ClassAnswers(table, kept, loaded.model().classes(), loaded.predict(table), actual);
        if (output == null) {
            answers.csv().printTo(spec.commandLine().getOut());
            return;
        }
        output.write(answers.csv()::writeTo);
        MetricLines lines = new MetricLines().add("rows", table.size());
        if (actual != null) {
            lines.classErrors(answers.probabilities(), actual);
        }
        lines.printTo(spec.commandLine().getOut());
    }

    private CsvTable read(
            InputColumns inputs,
            String target,
            Missing stored,
            CsvFile.Role targetRole,
            CsvFile file,
            Set<String> kept,
            boolean known) {
        Warnings warnings = new Warnings(spec.commandLine());
        CsvTable table = file.read(name -> {
            CsvFile.Role role = known && name.equals(target) ? targetRole : inputs.role(name);
            return role == CsvFile.Role.SKIP && kept.contains(name) ? CsvFile.Role.TEXT : role;
        });
        table.warnings().forEach(warnings);
        // A row that is dropped unasked would shift the answers to those below it.
        Missing missing = csv.missing(stored == Missing.MEAN ? Missing.MEAN : Missing.REFUSE);
        if (known && table.missing(target) > 0 && missing != Missing.DROP) {
            throw new IllegalArgumentException(
                    table.source() + ": the target \"" + Text.printable(target) + "\" is blank in "
                            + table.missing(target) + " of " + table.size()
                            + " rows; predict needs no target: leave its column out of the file, or give --ignore "
                            + Text.printable(target));
        }
        CsvTable complete = table.complete(missing, inputs.names(), known ? List.of(target) : List.of());
        if (complete.size() < table.size()) {
            warnings.accept(table.source() + ": " + (table.size() - complete.size())
                    + " rows with missing values are left out of the answers");
        }
        inputs.warnOfNews(complete, warnings);
        return complete;
    }
}
