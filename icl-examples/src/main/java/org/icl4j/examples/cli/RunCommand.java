package org.icl4j.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.Experiments;
import org.icl4j.examples.data.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code icl run NAME}: one experiment. */
@Command(
        name = "run",
        description = "Runs a numbered experiment: prints its table, writes it as CSV and its figures as PNG and SVG.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Runnable {

    private final boolean terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Name or number, as \"icl list\" shows them.")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Where files go (default: ./out/NN-NAME).")
    private @Nullable Path out;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where tables are read, for experiments on tables: NAME.csv and splits/NAME_test.csv (default: what the "
                            + "environment variable ICL4J_DATA names).")
    private @Nullable Path data;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Seed of every random number (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private long seed;

    @Option(names = "--quick", description = "A small size that runs in seconds: to try it, not for conclusions.")
    private boolean quick;

    RunCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Experiment experiment = Experiments.find(name).orElseThrow(this::unknown);
        Path directory = OutputFile.directoryAt(out != null ? out : Path.of("out", experiment.title()));
        String place = System.getenv("ICL4J_DATA");
        Path tables = data != null || place == null || place.isBlank() ? data : Path.of(place);
        PrintWriter printed = spec.commandLine().getOut();
        long start = System.nanoTime();
        try (ProgressBars progress = ProgressBars.when(terminal)) {
            experiment.run(new ExperimentRun(directory, printed, progress, seed, quick, tables));
        }
        printed.printf(Locale.ROOT, "Time: %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    private ParameterException unknown() {
        String closest = Experiments.all().stream()
                .map(Experiment::name)
                .min(Comparator.comparingInt(known -> distance(known, name)))
                .orElseThrow();
        String hint = distance(closest, name) <= Math.max(3, closest.length() / 2)
                ? "did you mean " + closest + "?"
                : "\"icl list\" shows those there are";
        return new ParameterException(spec.commandLine(), "no experiment \"" + name + "\"; " + hint);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
