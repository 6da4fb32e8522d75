package org.icl4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.icl4j.examples.cli.CommandLineFixture.icl;
import static org.icl4j.examples.cli.CommandLineFixture.waves;

import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.cli.CommandLineFixture.Outcome;
import org.icl4j.examples.data.CsvTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of {@code icl krr} on the same waves: kernel and ridge are given, so that only the method differs. */
class KrrMethodsTest {

    /** The ridge is 30 times the rounding of float64 of K's norm of 80 and more: methods agree to the tolerance of the iterative ones. */
    private static final List<Object> GIVEN =
            List.of("krr", "--standardise", "--length-scale", 1, "--ridge", 0.05, "--train");

    @TempDir
    private Path directory;

    private Path train = Path.of("");
    private Path test = Path.of("");

    @BeforeEach
    void writeData() {
        train = waves(directory.resolve("train.csv"), 80, 1);
        test = waves(directory.resolve("test.csv"), 40, 2);
    }

    private Outcome krr(Object... more) {
        Object[] all = new Object[GIVEN.size() + 1 + more.length];
        for (int i = 0; i < GIVEN.size(); i++) {
            all[i] = GIVEN.get(i);
        }
        all[GIVEN.size()] = train;
        System.arraycopy(more, 0, all, GIVEN.size() + 1, more.length);
        return icl(all);
    }

    @Test
    void exactMethodsAgreeAndApproximationsComeNear() {
        double exact = krr("--test", test, "--method", "cholesky").metric("rmse");
        double iterated =
                krr("--test", test, "--method", "pcg", "--centres", 20).metric("rmse");
        double centres =
                krr("--test", test, "--method", "falkon", "--centres", 60).metric("rmse");
        double features =
                krr("--test", test, "--method", "features", "--features", 800).metric("rmse");

        // The relative residual is 1e-8, the condition number at most 80 / 0.05.
        assertThat(iterated).isCloseTo(exact, org.assertj.core.api.Assertions.within(1e-5));
        // The noise is 0.05, the targets' deviation about 0.9.
        assertThat(exact).isLessThan(0.1);
        assertThat(centres).isLessThan(0.1);
        assertThat(features).isLessThan(0.12);
    }

    @Test
    void modelsOfEveryMethodAnswerTheSameAfterwards() {
        for (List<Object> method : List.<List<Object>>of(
                List.of("auto"),
                List.of("cholesky"),
                List.of("pcg"),
                List.of("falkon", "--centres", 25),
                List.of("features", "--features", 60, "--seed", 7))) {
            Path model = directory.resolve("waves.model");
            Path first = directory.resolve("first.csv");
            Path second = directory.resolve("second.csv");
            Object[] fit = new Object[method.size() + 7];
            fit[0] = "--method";
            for (int i = 0; i < method.size(); i++) {
                fit[i + 1] = method.get(i);
            }
            Object[] rest = {"--test", test, "--model", model, "--predictions", first};
            System.arraycopy(rest, 0, fit, method.size() + 1, rest.length);

            Outcome fitted = krr(fit).succeeded();
            icl("predict", "--model", model, "--data", test, "--predictions", second)
                    .succeeded();

            assertThat(second).hasSameTextualContentAs(first);
            assertThat(fitted.metrics())
                    .containsEntry("method", String.valueOf(method.get(0)))
                    .containsKey("solver");
            // A stranger's value is refused, whatever the kind of the model.
            ModelFile.load(model).with("answersTimes", 2.0).save(model);
            assertThat(icl("predict", "--model", model, "--data", test).failed())
                    .contains("waves.model", "answersTimes");
        }
    }

    @Test
    void autoSaysWhatItChoseAndWhy() {
        assertThat(krr("--test", test).metrics().get("solver")).contains("Cholesky", "chosen by estimates", "free");
        assertThat(icl("krr", "--train", train).metrics().get("chosen_by"))
                .contains("gaussian of one length scale", "matern 5/2 of 2");
    }

    /** Centres know less than all rows: their deviations cover at least as many errors, and are not far from those of all rows. */
    @Test
    void standardDeviationsOfCentres() {
        Path all = directory.resolve("all.csv");
        Path some = directory.resolve("some.csv");
        krr("--test", test, "--std", "--method", "cholesky", "--predictions", all)
                .succeeded();
        krr("--test", test, "--std", "--method", "falkon", "--centres", 80, "--predictions", some)
                .succeeded();

        double[] exact = CsvTable.read(all).column("std");
        double[] centres = CsvTable.read(some).column("std");
        for (int i = 0; i < exact.length; i++) {
            // All rows as centres: the same variance; the intercept is not penalised, which moves the scale a little.
            assertThat(centres[i] / exact[i]).isBetween(0.9, 1.1);
        }
    }

    @Test
    void optionsWithoutAMeaningAreRefused() {
        assertThat(krr("--method", "cholesky", "--centres", 10).failed()).contains("--centres goes with");
        assertThat(krr("--method", "falkon", "--centres", 0).failed()).contains("--centres");
        assertThat(krr("--features", 10).failed()).contains("--features goes with");
        assertThat(krr("--method", "features", "--features", 11, "--test", test).failed())
                .contains("size");
        assertThat(krr("--method", "pcg", "--std", "--predictions", directory.resolve("p.csv"))
                        .failed())
                .contains("--std goes with");
        assertThat(krr("--method", "falkon", "--predictions", directory.resolve("p.csv"))
                        .failed())
                .contains("--test is missing", "falkon");
        assertThat(icl("krr", "--train", train, "--method", "features", "--kernel", "linear", "--ridge", 1)
                        .failed())
                .contains("linear");
    }

    /** More centres than rows: all rows are centres. */
    @Test
    void moreCentresThanRowsAreAllRows() {
        assertThat(krr("--test", test, "--method", "falkon", "--centres", 1000)
                        .metrics()
                        .get("solver"))
                .contains("80 centres");
        krr("--test", test, "--method", "pcg", "--centres", 1000).succeeded();
    }
}
