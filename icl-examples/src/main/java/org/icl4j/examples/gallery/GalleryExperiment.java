package org.icl4j.examples.gallery;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.icl4j.core.Randoms;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;
import org.icl4j.kernels.Kernel;

/**
 * Experiment 02, the gallery: every family of kernels as a profile, as a heat map, and through three functions drawn from the
 * Gaussian process whose covariance it is. The table compares what a kernel declares with the eigenvalues of its matrix.
 */
public final class GalleryExperiment implements Experiment {

    private static final int SIZE = 241;
    private static final int QUICK_SIZE = 41;
    private static final int DRAWS = 3;

    /** The experiment. */
    public GalleryExperiment() {}

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String name() {
        return "kernels-gallery";
    }

    @Override
    public String summary() {
        return "every family of kernels: its profile, its matrix, and functions drawn from its Gaussian process";
    }

    @Override
    public void run(ExperimentRun run) {
        Randoms randoms = Randoms.of(run.seed());
        List<Exhibit> exhibits = Exhibit.all();
        List<Drawn> drawn = new ArrayList<>();
        for (Exhibit exhibit : exhibits) {
            int size = run.quick() ? QUICK_SIZE : SIZE;
            drawn.add(Drawn.of(exhibit, size, DRAWS, randoms.split(exhibit.name())));
            run.progress().update("kernels", drawn.size(), exhibits.size(), Double.NaN);
        }
        Path directory = run.directory();
        OutputFile.at(directory.resolve("table.csv")).write(table(drawn)::writeTo);
        OutputFile.at(directory.resolve("curves.csv")).write(GalleryFigures.numbers(drawn)::writeTo);
        write(directory, "profiles", GalleryFigures.profiles(drawn));
        write(directory, "samples", GalleryFigures.samples(drawn));
        write(directory, "heat-maps", GalleryFigures.heatMaps(drawn));
        print(drawn, run.out());
        run.out().println("Tables and figures: " + directory);
    }

    private static void write(Path directory, String name, Figure figure) {
        OutputFile.at(directory.resolve(name + ".png")).write(figure::writeTo);
        OutputFile.at(directory.resolve(name + ".svg")).write(figure::writeTo);
    }

    private static void print(List<Drawn> all, PrintWriter out) {
        out.println(
                "Kernel matrices on a grid. Least: the least eigenvalue over the greatest; rank: how many are not 0,");
        out.println("both up to rounding (an eigenvalue of a smooth kernel soon is less than that).");
        out.println();
        out.println("kernel                                             declared                         "
                + "     least   rank");
        for (Drawn drawn : all) {
            out.println(String.format(
                    Locale.ROOT,
                    "%-49s  %-31s  %10.1e  %5d",
                    drawn.exhibit().text(),
                    declared(drawn.exhibit().kernel()),
                    drawn.leastRatio(),
                    drawn.rank()));
        }
        out.println();
    }

    private static String declared(Kernel kernel) {
        return kernel.definiteness().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static CsvOutput table(List<Drawn> all) {
        CsvOutput csv = new CsvOutput(
                "name", "kernel", "declared", "stationary", "dot_product", "least_eigenvalue_ratio", "rank", "size");
        for (Drawn drawn : all) {
            Kernel kernel = drawn.exhibit().kernel();
            csv.row(
                    drawn.exhibit().name(),
                    drawn.exhibit().text(),
                    declared(kernel),
                    kernel.isStationary(),
                    kernel.isDotProduct(),
                    drawn.leastRatio(),
                    drawn.rank(),
                    drawn.grid().length);
        }
        return csv;
    }
}
