package org.icl4j.examples.input;

import java.util.List;
import java.util.Set;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.DifferentiableMap;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelFamily;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.TileWindow;
import org.icl4j.kernels.dotproduct.ArcCosine;
import org.icl4j.kernels.dotproduct.ExponentialDotProduct;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.features.AdditiveChiSquaredFeatures;
import org.icl4j.kernels.features.ArcCosineFeatures;
import org.icl4j.kernels.features.FeatureMap;
import org.icl4j.kernels.features.NystromFeatures;
import org.icl4j.kernels.features.PositiveFeatures;
import org.icl4j.kernels.features.PracticalPositiveFeatures;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.kernels.features.Sampling;
import org.icl4j.kernels.features.SkewedChiSquaredFeatures;
import org.icl4j.kernels.features.SpectralDistribution;
import org.icl4j.kernels.features.TensorSketch;
import org.icl4j.kernels.objects.Graph;
import org.icl4j.kernels.objects.IndexKernel;
import org.icl4j.kernels.objects.ObjectKernel;
import org.icl4j.kernels.objects.Precomputed;
import org.icl4j.kernels.objects.SetKernel;
import org.icl4j.kernels.objects.SpectrumKernel;
import org.icl4j.kernels.stationary.AnisotropicMatern;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.IsotropicKernel;
import org.icl4j.kernels.stationary.MetricGaussian;
import org.icl4j.kernels.stationary.SpectralMixture;
import org.icl4j.kernels.tools.Centring;
import org.icl4j.kernels.tools.DistanceStatistics;
import org.icl4j.kernels.tools.KernelOperator;
import org.icl4j.kernels.tools.KernelSpectrum;

/** Samples of kernels and of what is made of them. */
final class KernelSamples {

    private KernelSamples() {}

    static void add() {
        kernels();
        tools();
    }

    private static void kernels() {
        Kernel lambda = (x, z) -> x[0] == z[0] ? 1 : 0;
        Kernel gaussian = new Gaussian(1);
        Samples.add(
                Kernel.class,
                () -> gaussian,
                () -> lambda,
                () -> lambda.plus(gaussian),
                () -> lambda.times(gaussian),
                () -> lambda.power(2),
                () -> lambda.scaled(2),
                () -> lambda.onColumns(0),
                () -> lambda.normalised(),
                () -> lambda.centred(Samples.points()),
                () -> lambda.checked(),
                () -> Kernel.radial(r2 -> Math.exp(-r2)),
                () -> Kernel.dotProduct(Math::exp));
        DifferentiableKernel differentiable = new Gaussian(1);
        Samples.add(
                DifferentiableKernel.class,
                () -> differentiable,
                () -> differentiable.plus(differentiable),
                () -> differentiable.times(differentiable),
                () -> differentiable.power(2),
                () -> differentiable.scaled(2),
                () -> differentiable.onColumns(0),
                () -> differentiable.normalised(),
                () -> differentiable.centred(Samples.points()),
                () -> differentiable.checked(),
                () -> DifferentiableKernel.radial(r2 -> Math.exp(-r2), r2 -> -Math.exp(-r2)),
                () -> DifferentiableKernel.dotProduct(Math::exp, Math::exp));
        Samples.add(DifferentiableMap.class, () -> new DifferentiableMap() {
            @Override
            public double[] apply(double[] x) {
                return x;
            }

            @Override
            public void pullBack(double[] x, double[] gradient, double[] result) {
                System.arraycopy(gradient, 0, result, 0, gradient.length);
            }
        });
        Samples.add(IsotropicKernel.class, () -> new Gaussian(1));
        Samples.add(
                IsotropicKernel.Profile.class,
                () -> IsotropicKernel.Profile.of(r2 -> Math.exp(-r2), r2 -> -Math.exp(-r2)));
        Samples.add(AnisotropicMatern.class, () -> new AnisotropicMatern(1.5, 1, 1));
        Samples.add(MetricGaussian.class, () -> new MetricGaussian(new double[][] {{1, 0}, {0, 1}}));
        Samples.add(
                SpectralMixture.class,
                () -> new SpectralMixture(new double[] {1}, new double[][] {{1, 1}}, new double[][] {{1, 1}}));
        Samples.add(Hyperparameter.class, () -> Hyperparameter.of("lengthScale", 1));
        Samples.add(Hyperparameters.class, () -> Hyperparameters.of(new Gaussian(1)));
        Samples.add(KernelFamily.class, () -> KernelFamily.of("mine", numbers -> new Gaussian(1)));
        Samples.add(Tile.class, () -> Tile.of(Samples.points(), 0, 3, Samples.points(), 0, 3));
        Samples.add(TileWindow.class, TileWindow::new);
        Samples.add(Tile.CoordinateTerm.class, () -> (x, z, from, result) -> {});
        Samples.add(GramGradient.Weights.class, () -> GramGradient.Weights.of(Samples.matrix()));
    }

    private static void tools() {
        PositiveFeatures positive = PositiveFeatures.of(new ExponentialDotProduct(1), 2, 4, 1);
        Samples.add(FeatureMap.class, () -> positive);
        Samples.add(PositiveFeatures.class, () -> positive);
        Samples.add(PracticalPositiveFeatures.class, () -> PracticalPositiveFeatures.byRow(positive, 1e-6));
        Samples.add(AdditiveChiSquaredFeatures.class, () -> AdditiveChiSquaredFeatures.of(2, 1));
        Samples.add(ArcCosineFeatures.class, () -> ArcCosineFeatures.of(new ArcCosine(1), 2, 4, 1));
        Samples.add(NystromFeatures.class, () -> NystromFeatures.of(new Gaussian(1), Samples.points()));
        Samples.add(RandomFourierFeatures.class, () -> RandomFourierFeatures.of(new Gaussian(1), 2, 4, 1));
        Samples.add(SkewedChiSquaredFeatures.class, () -> SkewedChiSquaredFeatures.of(1, 2, 4, 1));
        Samples.add(TensorSketch.class, () -> TensorSketch.of(new Polynomial(2, 1, 1), 2, 4, 1));
        Samples.add(SpectralDistribution.class, () -> SpectralDistribution.of(new Gaussian(1)));
        Samples.add(Sampling.class, () -> Sampling.INDEPENDENT);
        Samples.add(Graph.class, () -> Graph.unlabelled(2, new int[][] {{0, 1}}));
        Samples.add(IndexKernel.class, () -> SetKernel.JACCARD.over(List.of(Set.of(1), Set.of(2))));
        Samples.add(Precomputed.class, () -> Precomputed.of(Samples.MATRIX));
        Samples.add(ObjectKernel.class, () -> new SpectrumKernel(1));
        Samples.add(ObjectKernel.Prepared.class, () -> new SpectrumKernel(1).prepare(List.of("ab")));
        Samples.add(Centring.class, () -> Centring.of(Samples.matrix()));
        Samples.add(DistanceStatistics.class, () -> DistanceStatistics.of(Samples.points()));
        Samples.add(KernelOperator.class, () -> KernelOperator.neverFormed(new Gaussian(1), Samples.points(), 1));
        Samples.add(KernelSpectrum.class, () -> KernelSpectrum.of(Samples.matrix()));
    }
}
