package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.examples.data.Missing;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelFamily;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code icl krr}: kernel ridge regression on CSV files. */
@Command(
        name = "krr",
        description = {
            "Kernel ridge regression on a CSV file: f(x) = mean + sum_i k(x, x_i) a_i, (K + ridge I) a = y - mean.",
            "Targets are centred on the training rows (their mean is subtracted, and added to every answer). With nothing "
                    + "given but the files, the inputs are standardised, and the kernel (Gaussian or Matern, one length scale "
                    + "or one for each column) and the ridge are those of greatest marginal likelihood. "
                    + "Results are printed as lines \"name value\"."
        },
        footerHeading = "Examples:%n",
        footer = {
            "  icl krr --train a.csv",
            "  icl krr --train a.csv --test b.csv --predictions p.csv --plot p.png",
            "  icl krr --train a.csv --target price --ignore id,name --model m.zip",
            "  icl predict --model m.zip --data new.csv"
        },
        mixinStandardHelpOptions = true)
final class KrrCommand implements Runnable {

    private static final String GAUSSIAN = "gaussian";

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

    @Option(names = "--target", paramLabel = "NAME", description = "The column to predict (default: the last one).")
    private @Nullable String target;

    @Option(
            names = "--categories",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "NAME",
            description =
                    "Columns of categories, each level a coordinate of 0 or 1; without names, every column of text.")
    private @Nullable List<String> categories;

    @Mixin
    private CsvOptions csv = new CsvOptions();

    @Option(
            names = "--kernel",
            paramLabel = "SPEC",
            defaultValue = GAUSSIAN,
            description = "The kernel: \"gaussian\" (chosen, unless --length-scale gives one), or a whole "
                    + "expression such as \"2 * gaussian(0.5) + linear\", \"matern(2.5, 1)[0, 2] ^ 2\", "
                    + "\"normalised(polynomial(3, 1, 1))\" (default: ${DEFAULT-VALUE}). Families: "
                    + "${COMPLETION-CANDIDATES}.",
            completionCandidates = KernelForms.class)
    private String kernel = GAUSSIAN;

    @Option(
            names = "--length-scale",
            paramLabel = "L",
            description = "Length scale of the Gaussian kernel, in the units of the (standardised) inputs.")
    private @Nullable Double lengthScale;

    @Option(
            names = "--ridge",
            paramLabel = "R",
            description = "What is added to the kernel matrix's diagonal, as is (scikit-learn's alpha).")
    private @Nullable Double ridge;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "AUTO",
            description = {
                "How the equations are solved (default: auto).",
                "cholesky: one factorisation, 8 n^2 bytes and n^3/3 flops.",
                "pcg: conjugate gradients preconditioned by --centres pivots (default 300), the matrix is never formed.",
                "falkon: the best function of --centres rows (default 1000) as centres.",
                "features: --features random Fourier features (default 2000) of a stationary kernel.",
                "auto: cholesky or pcg by estimates of time and memory, falkon beyond 30000 rows; the line \"solver\" says why."
            })
    private KrrMethod method = KrrMethod.AUTO;

    @Option(
            names = "--centres",
            paramLabel = "M",
            description = "Centres of falkon, or the rank of pcg's preconditioner.")
    private @Nullable Integer centres;

    @Option(names = "--features", paramLabel = "N", description = "Number of random features, even.")
    private @Nullable Integer features;

    @Option(
            names = "--standardise",
            negatable = true,
            description = "Whether to bring every input to mean 0 and standard deviation 1 (divisor n) on the training "
                    + "rows (default: only when the kernel is chosen).")
    private @Nullable Boolean standardise;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "0",
            description = "Seed of the choice of rows on which large problems are tuned (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description =
                    "CSV of actual and predicted numbers: of the test rows, or, without --test, the leave-one-out "
                            + "answers to the training rows.")
    private @Nullable Path predictions;

    @Option(
            names = "--std",
            description =
                    "Adds the column std to the predictions: the standard deviation of a new observation under the Gaussian "
                            + "process with this kernel and ridge, its scale estimated from the training rows. Methods cholesky and falkon.")
    private boolean standardDeviations;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "Where the model goes, for \"icl predict\" and NumPy.")
    private @Nullable Path model;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description =
                    "Predicted against actual numbers, residuals, and the leave-one-out error against the ridge; with one input the "
                            + "fitted curve, too: .png or .svg.")
    private @Nullable Path plot;

    KrrCommand(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        Kernel fixed = GAUSSIAN.equals(kernel.strip()) ? null : Kernel.parse(kernel);
        if (fixed != null && lengthScale != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--length-scale goes with --kernel gaussian; " + kernel + " has its own numbers");
        }
        if (lengthScale != null) {
            Require.positive("--length-scale", lengthScale);
        }
        if (ridge != null) {
            Require.nonNegative("--ridge", ridge);
        }
        if (standardDeviations && predictions == null) {
            throw new ParameterException(
                    spec.commandLine(), "--std is a column of the predictions; say where they go: --predictions FILE");
        }
        requireFitting();
        boolean standardised = standardise != null ? standardise : fixed == null && lengthScale == null;
        TrainingData.Request request = new TrainingData.Request(csv, target, categories, false, Missing.REFUSE);
        KrrJob.Settings settings = new KrrJob.Settings(
                request, fixed, lengthScale, ridge, method, standardised, seed, standardDeviations, centres, features);
        KrrOutputs outputs = new KrrOutputs(
                predictions == null ? null : OutputFile.at(predictions),
                model == null ? null : OutputFile.at(model),
                plot == null ? null : OutputFile.at(Figure.requireFormat(plot)));
        MetricLines lines;
        try (ProgressBars progress = ProgressBars.when(terminal)) {
            Warnings warnings = new Warnings(spec.commandLine());
            lines = new KrrJob(settings, outputs, progress, warnings).run(train, test);
        }
        lines.printTo(spec.commandLine().getOut());
    }

    /** Options that another choice leaves without a meaning are refused, not ignored. */
    private void requireFitting() {
        if (centres != null) {
            Require.positive("--centres", centres.intValue());
            if (method == KrrMethod.CHOLESKY || method == KrrMethod.FEATURES) {
                throw new ParameterException(
                        spec.commandLine(), "--centres goes with --method falkon or pcg, got --method " + method);
            }
        }
        if (features != null) {
            Require.positive("--features", features.intValue());
            if (method != KrrMethod.FEATURES) {
                throw new ParameterException(
                        spec.commandLine(), "--features goes with --method features, got --method " + method);
            }
        }
        if (standardDeviations && (method == KrrMethod.PCG || method == KrrMethod.FEATURES)) {
            throw new ParameterException(
                    spec.commandLine(), "--std goes with --method cholesky or falkon, got --method " + method);
        }
    }

    /** The families as they are written, for the help. */
    static final class KernelForms implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Kernel.families().stream().map(KernelFamily::form).iterator();
        }
    }
}
