package org.icl4j.examples.input;

import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.classify.ClassPredictor;
import org.icl4j.solvers.classify.Classifier;
import org.icl4j.solvers.classify.ColumnCoding;
import org.icl4j.solvers.classify.KernelClassifierModel;
import org.icl4j.solvers.classify.KernelLogistic;
import org.icl4j.solvers.classify.Labels;
import org.icl4j.solvers.classify.RidgeClassifier;
import org.icl4j.solvers.classify.TunedClassifier;
import org.icl4j.solvers.linear.Averaging;
import org.icl4j.solvers.linear.Lasso;
import org.icl4j.solvers.local.LocalLinear;
import org.icl4j.solvers.local.NearestNeighbour;

/** Samples of what classifiers take. */
final class ClassifySamples {

    private ClassifySamples() {}

    static void add() {
        Points x = Points.of(new double[][] {{0, 1}, {2, 0.5}, {1, 3}});
        Labels y = Labels.of(0, 1, 0);
        KernelLogistic logistic = KernelLogistic.of(new Gaussian(1), 1);
        KernelClassifierModel model = logistic.fit(x, y);
        Samples.add(Labels.class, () -> y);
        Samples.add(KernelLogistic.class, () -> logistic);
        Samples.add(Classifier.class, () -> logistic);
        Samples.add(RidgeClassifier.class, () -> RidgeClassifier.of(new Gaussian(1), 1));
        Samples.add(TunedClassifier.class, TunedClassifier::new);
        Samples.add(KernelClassifierModel.class, () -> model);
        Samples.add(ClassPredictor.class, () -> model);
        Samples.add(NearestNeighbour.class, () -> NearestNeighbour.of(1));
        Samples.add(LocalLinear.class, () -> LocalLinear.of(new Gaussian(1), 1));
        Samples.add(Averaging.class, Averaging::new);
        Samples.add(Lasso.class, () -> Lasso.of(1));
        ColumnCoding coding = ColumnCoding.standardising(x);
        Samples.add(ColumnCoding.class, () -> coding);
        Samples.add(
                TunedClassifier.Choice.class,
                () -> new TunedClassifier.Choice(coding, new Gaussian(1), 1, 0, 1, 3, List.of(), List.of()));
        Samples.add(
                TunedClassifier.Trial.class,
                () -> new TunedClassifier.Trial(ColumnCoding.Reading.NUMBERS, "gaussian", 1, 0));
    }
}
