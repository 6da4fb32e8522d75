package org.icl4j.solvers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.gp.GaussianProcessModel;
import org.icl4j.solvers.gp.IterativeGaussianProcess;
import org.icl4j.solvers.gp.IterativeGaussianProcessModel;
import org.icl4j.solvers.linear.LinearModel;
import org.icl4j.solvers.linear.RidgeRegression;
import org.icl4j.solvers.local.NadarayaWatson;
import org.icl4j.solvers.local.NadarayaWatsonModel;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.nystrom.RandomFeatureModel;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fitted model to a file, a stream and bytes, and back. */
class SavedModelsTest {

    private static final Points QUERIES = Points.of("queries", Randoms.of(5).gaussians(7, 2));
    private static final FeatureMap MAP = RandomFourierFeatures.of(new Gaussian(1), 2, 20, 3);

    @TempDir
    Path folder = Path.of("");

    private static Context context() {
        double[][] x = Randoms.of(1).gaussians(30, 2);
        double[][] y = new double[30][2];
        for (int i = 0; i < 30; i++) {
            y[i][0] = Math.sin(x[i][0]) + 3;
            y[i][1] = x[i][0] * x[i][1];
        }
        return Context.of(Points.of("x", x), Points.of("y", y));
    }

    /** A model, the ways to read it, and all that it answers. */
    private record Case<M extends Predictor & Savable>(
            String name,
            M model,
            Function<Path, M> path,
            Function<InputStream, M> stream,
            Function<byte[], M> bytes,
            Function<M, double[]> more) {

        double[] answers(M of) {
            return Stream.of(of.predict(QUERIES).toRowMajor(), more.apply(of))
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static <M> double[] nothing(M model) {
        return new double[0];
    }

    private static double[] deviations(GaussianProcessModel model) {
        return Stream.of(
                        model.posterior(QUERIES).standardDeviations(),
                        model.predictive(QUERIES).standardDeviations(),
                        model.covariance(QUERIES),
                        model.leaveOneOut().means())
                .map(Points::toRowMajor)
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double[] deviations(IterativeGaussianProcessModel model) {
        return Stream.of(
                        model.posterior(QUERIES).standardDeviations().toRowMajor(),
                        model.predictive(QUERIES).standardDeviations().toRowMajor(),
                        new double[] {model.logMarginalLikelihood(2, 0.9, 0).mean()})
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    static Stream<Case<?>> cases() {
        Context context = context();
        GaussianProcess process = GaussianProcess.of(new Matern(2.5, 1), 0.1);
        NystromRidge nystrom = NystromRidge.of(new Gaussian(1), 0.1, 10);
        return Stream.of(
                new Case<>(
                        "Gaussian process",
                        process.fit(context),
                        GaussianProcessModel::load,
                        GaussianProcessModel::load,
                        GaussianProcessModel::load,
                        SavedModelsTest::deviations),
                new Case<>(
                        "Gaussian process, standardised",
                        process.standardised().fit(context),
                        GaussianProcessModel::load,
                        GaussianProcessModel::load,
                        GaussianProcessModel::load,
                        SavedModelsTest::deviations),
                new Case<>(
                        "Gaussian process without a matrix",
                        IterativeGaussianProcess.of(new Matern(2.5, 1), 0.1)
                                .withRank(9)
                                .withTolerance(1e-6)
                                .fit(context),
                        IterativeGaussianProcessModel::load,
                        IterativeGaussianProcessModel::load,
                        IterativeGaussianProcessModel::load,
                        SavedModelsTest::deviations),
                new Case<>(
                        "Nystrom",
                        nystrom.fit(context),
                        NystromRidgeModel::load,
                        NystromRidgeModel::load,
                        NystromRidgeModel::load,
                        SavedModelsTest::nothing),
                new Case<>(
                        "Nystrom, variance",
                        nystrom.withVariance(true).fit(context),
                        NystromRidgeModel::load,
                        NystromRidgeModel::load,
                        NystromRidgeModel::load,
                        model -> model.variance(QUERIES)),
                new Case<>(
                        "random features",
                        RandomFeatureRidge.of(MAP, 0.1).fit(context),
                        file -> RandomFeatureModel.load(file, MAP),
                        in -> RandomFeatureModel.load(in, MAP),
                        bytes -> RandomFeatureModel.load(bytes, MAP),
                        SavedModelsTest::nothing),
                new Case<>(
                        "linear",
                        RidgeRegression.of(0.1).fit(context),
                        LinearModel::load,
                        LinearModel::load,
                        LinearModel::load,
                        SavedModelsTest::nothing),
                new Case<>(
                        "weighted mean",
                        NadarayaWatson.of(new Gaussian(1)).fit(context),
                        NadarayaWatsonModel::load,
                        NadarayaWatsonModel::load,
                        NadarayaWatsonModel::load,
                        SavedModelsTest::nothing),
                new Case<>(
                        "kernel ridge, standardised inside",
                        KernelRidge.of(new Gaussian(1), 0.1).standardised().fit(context),
                        KernelRidgeModel::load,
                        KernelRidgeModel::load,
                        KernelRidgeModel::load,
                        SavedModelsTest::nothing),
                new Case<>(
                        "linear, standardised",
                        Standardised.of(RidgeRegression.of(0.1)).fit(context),
                        file -> Standardised.Model.load(file, LinearModel::of),
                        in -> Standardised.Model.load(in, LinearModel::of),
                        bytes -> Standardised.Model.load(bytes, LinearModel::of),
                        SavedModelsTest::nothing),
                new Case<>(
                        "kernel ridge, standardised twice",
                        Standardised.of(KernelRidge.of(new Gaussian(1), 0.1).standardised())
                                .fit(context),
                        file -> Standardised.Model.load(file, KernelRidgeModel::of),
                        in -> Standardised.Model.load(in, KernelRidgeModel::of),
                        bytes -> Standardised.Model.load(bytes, KernelRidgeModel::of),
                        SavedModelsTest::nothing));
    }

    @ParameterizedTest
    @MethodSource("cases")
    <M extends Predictor & Savable> void answersTheSameFromAFileAStreamAndBytes(Case<M> each) {
        double[] expected = each.answers(each.model());
        Path file = folder.resolve("model.zip");
        each.model().save(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        each.model().save(out);
        assertThat(each.answers(each.path().apply(file))).containsExactly(expected);
        assertThat(each.answers(each.stream().apply(new ByteArrayInputStream(out.toByteArray()))))
                .containsExactly(expected);
        M again = each.bytes().apply(each.model().toBytes());
        assertThat(each.answers(again)).containsExactly(expected);
        assertThat(again).hasToString(each.model().toString());
        // And a loaded model can be saved.
        assertThat(each.answers(each.bytes().apply(again.toBytes()))).containsExactly(expected);
    }

    @ParameterizedTest
    @MethodSource("cases")
    <M extends Predictor & Savable> void damageIsRefusedOrDoesNoHarm(Case<M> each) {
        byte[] whole = each.model().toBytes();
        double[] expected = each.answers(each.model());
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = 0; k < 3 && damaged.length > 0; k++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
            }
            M model;
            try {
                model = each.bytes().apply(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e.getMessage()).isNotBlank().doesNotContain("Exception");
                continue;
            }
            assertThat(each.answers(model)).containsExactly(expected);
        }
        assertThat(refused).isGreaterThan(30);
    }

    /** With checksums that are right, so that what reads the parts must find what is wrong. */
    @ParameterizedTest
    @MethodSource("cases")
    <M extends Predictor & Savable> void wrongPartsAreRefused(Case<M> each) {
        ModelFile file = each.model().toModelFile();
        refused(each, file.with("later", 1.0));
        refused(each, ModelFile.of("cake"));
        refused(each, ModelFile.of(file.kind()));
        for (String name : file.names()) {
            ModelFile without = file.without(Set.of(name));
            if (!name.equals("squaresFactor") || file.names().contains("centresFactor")) {
                refused(each, without);
            }
            for (ModelFile other : new ModelFile[] {
                without.with(name, "text"),
                without.with(name, new double[] {1, 2, 3, 4, 5}),
                without.with(name, -1.0),
                without.with(name, Points.of("p", new double[][] {{-1, 0, 1}}))
            }) {
                refusedOrText(each, other, name);
            }
        }
    }

    private static <M extends Predictor & Savable> void refused(Case<M> each, ModelFile file) {
        byte[] bytes = file.toBytes();
        assertThatThrownBy(() -> each.bytes().apply(bytes))
                .as(file.toString())
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Texts such as the method's name, and numbers such as seconds, may be any. */
    private static <M extends Predictor & Savable> void refusedOrText(Case<M> each, ModelFile file, String name) {
        try {
            M unused = each.bytes().apply(file.toBytes());
        } catch (IllegalArgumentException e) {
            return;
        }
        assertThat(name).isIn("method", "map", "seconds", "relativeResidual", "bytes", "iterations");
    }

    @Test
    void whatIsNotInTheFileIsAskedFor() {
        Kernel own = Kernel.radial(u -> 1 / (1 + u));
        Path file = folder.resolve("own.zip");
        NystromRidgeModel model = NystromRidge.of(own, 0.1, 10).fit(context());
        model.save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NystromRidgeModel.load(file))
                .withMessageContaining("NystromRidgeModel.load(path, kernel)");
        assertThat(NystromRidgeModel.load(file, own).predict(QUERIES)).isEqualTo(model.predict(QUERIES));
        assertThatIllegalArgumentException().isThrownBy(() -> NystromRidgeModel.load(file, new Gaussian(1)));

        RandomFeatureRidge.of(MAP, 0.1).fit(context()).save(file);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomFeatureModel.load(file, RandomFourierFeatures.of(new Gaussian(1), 2, 20, 4)))
                .withMessageContaining("was learnt with another map");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RandomFeatureModel.load(file, RandomFourierFeatures.of(new Gaussian(1), 2, 30, 3)))
                .withMessageContaining("30 features");

        Standardised.Model<Predictor> model2 =
                Standardised.<Predictor>of(c -> Predictor.of(2, 2, q -> q)).fit(context());
        assertThatIllegalArgumentException().isThrownBy(model2::toBytes).withMessageContaining("cannot be saved");
    }
}
