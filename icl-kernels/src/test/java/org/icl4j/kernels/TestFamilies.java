package org.icl4j.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.icl4j.core.Require;

/** A user's catalogue, named in a service file of the tests. */
public final class TestFamilies implements KernelFamily.Catalogue {

    @Override
    public List<KernelFamily> families() {
        return List.of(new KernelFamily(
                "testTriangle",
                List.of("width"),
                true,
                a -> new Triangle(Arrays.stream(a).boxed().toList())));
    }

    /** The product over coordinates of max(0, 1 - |x_k - z_k| / width_k), the widths repeated from the first on. */
    record Triangle(List<Double> widths) implements Kernel {

        Triangle {
            widths.forEach(width -> Require.positive("width", width));
        }

        @Override
        public double value(double[] x, double[] z) {
            double product = 1;
            for (int k = 0; k < x.length; k++) {
                product *= Math.max(0, 1 - Math.abs(x[k] - z[k]) / widths.get(k % widths.size()));
            }
            return product;
        }

        @Override
        public Definiteness definiteness() {
            return Definiteness.POSITIVE_DEFINITE;
        }

        @Override
        public boolean isStationary() {
            return true;
        }

        @Override
        public String specification() {
            return toString();
        }

        @Override
        public String toString() {
            return widths.stream().map(Object::toString).collect(Collectors.joining(", ", "testTriangle(", ")"));
        }
    }
}
