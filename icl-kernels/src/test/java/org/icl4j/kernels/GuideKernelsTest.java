package org.icl4j.kernels;

import org.icl4j.core.Require;
import org.icl4j.kernels.stationary.IsotropicKernel;
import org.junit.jupiter.api.Test;

/** The kernels that the guide's chapter writes, one of each kind. */
class GuideKernelsTest {

    private static class Cauchy implements Kernel {
        @Override
        public double value(double[] a, double[] b) {
            double r2 = 0;
            for (int i = 0; i < a.length; i++) {
                r2 += (a[i] - b[i]) * (a[i] - b[i]);
            }
            return 1 / (1 + r2);
        }

        @Override
        public void block(Tile tile, double[] result) {
            tile.squaredDistances(result);
            for (int i = 0; i < tile.length(); i++) {
                result[i] = 1 / (1 + result[i]);
            }
        }
    }

    private record Rational(double lengthScale) implements IsotropicKernel {
        Rational {
            Require.positive("lengthScale", lengthScale);
        }

        @Override
        public Profile profile() {
            return Profile.of(u -> 1 / (1 + u), u -> -1 / ((1 + u) * (1 + u)));
        }

        @Override
        public Rational withHyperparameters(double... values) {
            Require.length("values", values, 1, "one length scale");
            return new Rational(values[0]);
        }
    }

    @Test
    void keepTheContract() {
        Kernel pairs = (a, b) -> Math.exp(-Math.abs(a[0] - b[0]) - Math.abs(a[1] - b[1]));
        Kernel profile = Kernel.radial(r2 -> 1 / (1 + r2));
        for (int width : new int[] {2, 50}) {
            KernelContract.check(pairs, width);
            KernelContract.check(profile, width);
            KernelContract.check(new Cauchy(), width);
            KernelContract.check(new Rational(0.7 * width), width);
        }
    }
}
