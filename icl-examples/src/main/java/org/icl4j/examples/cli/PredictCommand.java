package org.icl4j.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code icl predict}: a saved model's answers to the rows of a CSV file. */
@Command(
        name = "predict",
        description = {
            "Answers the rows of a CSV file with a model that \"icl krr --model\" wrote.",
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

    @Option(names = "--data", paramLabel = "FILE", required = true, description = "CSV with a header row.")
    private Path data = Path.of("");

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Where the answers go as CSV (default: standard output, and no errors are printed).")
    private @Nullable Path predictions;

    @Override
    public void run() {
        OutputFile output = predictions == null ? null : OutputFile.at(predictions);
        if (output != null) {
            KrrOutputs.refuseOverwriting(List.of(output.path()), List.of(model, data));
        }
        if (!Files.exists(model)) {
            throw new IllegalArgumentException(model + ": no such file");
        }
        CsvModel loaded = CsvModel.load(model);
        CsvTable table = CsvTable.read(
                data, name -> loaded.columns().contains(name) || loaded.target().equals(name));
        double[] answers = loaded.predict(table);
        double[] actual = table.has(loaded.target()) ? table.column(loaded.target()) : null;

        CsvOutput csv = Predictions.csv(answers, actual);
        if (output == null) {
            csv.printTo(spec.commandLine().getOut());
            return;
        }
        output.write(csv::writeTo);
        MetricLines lines = new MetricLines().add("rows", answers.length);
        if (actual != null) {
            lines.errors(answers, actual);
        }
        lines.printTo(spec.commandLine().getOut());
    }
}
