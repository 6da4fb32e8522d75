package org.icl4j.solvers.ridge;

import java.util.Arrays;
import org.icl4j.core.Progress;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link KernelRidge}, checked there. */
@SuppressWarnings("ArrayRecordComponent")
record RidgeOptions(
        Kernel kernel,
        double[] ridges,
        double @Nullable [] weights,
        double @Nullable [] noise,
        boolean centredTargets,
        boolean standardised,
        boolean factor,
        @Nullable KernelSolver solver,
        Precision precision,
        Progress progress) {

    static RidgeOptions of(Kernel kernel, double ridge) {
        return new RidgeOptions(
                kernel, new double[] {ridge}, null, null, false, false, false, null, Precision.AUTO, Progress.NONE);
    }

    RidgeOptions withRidges(double[] other) {
        return new RidgeOptions(
                kernel, other, weights, noise, centredTargets, standardised, factor, solver, precision, progress);
    }

    RidgeOptions withWeights(double @Nullable [] other) {
        return new RidgeOptions(
                kernel, ridges, other, noise, centredTargets, standardised, factor, solver, precision, progress);
    }

    RidgeOptions withNoise(double @Nullable [] other) {
        return new RidgeOptions(
                kernel, ridges, weights, other, centredTargets, standardised, factor, solver, precision, progress);
    }

    RidgeOptions withCentredTargets(boolean other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, other, standardised, factor, solver, precision, progress);
    }

    RidgeOptions withStandardised(boolean other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, centredTargets, other, factor, solver, precision, progress);
    }

    RidgeOptions withFactor(boolean other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, centredTargets, standardised, other, solver, precision, progress);
    }

    RidgeOptions withSolver(@Nullable KernelSolver other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, centredTargets, standardised, factor, other, precision, progress);
    }

    RidgeOptions withPrecision(Precision other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, centredTargets, standardised, factor, solver, other, progress);
    }

    RidgeOptions withProgress(Progress other) {
        return new RidgeOptions(
                kernel, ridges, weights, noise, centredTargets, standardised, factor, solver, precision, other);
    }

    String describe() {
        StringBuilder text = new StringBuilder();
        text.append(kernel).append(ridges.length == 1 ? ", ridge " + ridges[0] : ", ridges " + Arrays.toString(ridges));
        append(text, weights != null, "weighted rows");
        append(text, noise != null, "known noise by rows");
        append(text, centredTargets, "centred targets");
        append(text, standardised, "standardised inputs");
        append(text, factor, "keeping the factor");
        append(text, precision != Precision.AUTO, "precision " + precision);
        if (solver != null) {
            text.append(", ").append(solver.description());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, boolean said, String what) {
        if (said) {
            text.append(", ").append(what);
        }
    }
}
