package org.icl4j.kernels.internal.algebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;

/** The hyperparameters of combinations: those of the parts one after the other, under names that differ. */
final class PartParameters {

    private PartParameters() {}

    /** Of a sum or product: those of part i are prefixed by {@code "i."}, i = 1, 2, ... */
    static List<Hyperparameter> of(List<DifferentiableKernel> parts) {
        List<Hyperparameter> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            all.addAll(prefixed(i + 1, parts.get(i).hyperparameters()));
        }
        return List.copyOf(all);
    }

    private static List<Hyperparameter> prefixed(int part, List<Hyperparameter> parameters) {
        return parameters.stream()
                .map(parameter -> parameter.named(part + "." + parameter.name()))
                .toList();
    }

    /** One more before those of a kernel, which are prefixed by {@code "1."} only if they have one of the same name. */
    static List<Hyperparameter> before(DifferentiableKernel kernel, Hyperparameter first) {
        // Asked once: twice, with what the kernel asks of its own parts, would double with each level of nesting.
        List<Hyperparameter> inner = kernel.hyperparameters();
        boolean clash = inner.stream().anyMatch(parameter -> parameter.name().equals(first.name()));
        List<Hyperparameter> all = new ArrayList<>(List.of(first));
        all.addAll(clash ? prefixed(1, inner) : inner);
        return List.copyOf(all);
    }

    static double[] check(double[] values, int p) {
        return Require.length("values", values, p, "the number of hyperparameters");
    }

    static double[] slice(double[] values, int from, int to) {
        return Arrays.copyOfRange(values, from, to);
    }

    static double[][] slice(double[][] gradients, int from, int to) {
        return Arrays.copyOfRange(gradients, from, to);
    }
}
