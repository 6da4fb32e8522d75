package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Require;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;

/** The contract finds what is wrong with a kernel's derivatives. */
class ContractGradientFailuresTest {

    private static void assertFails(Kernel kernel, String... parts) {
        assertThatThrownBy(() -> KernelContract.check(kernel, 3))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(parts);
    }

    /** s exp(-|x - z|_1 / l), right in everything and with kinks; each test spoils one thing. */
    private static class Laplacian implements DifferentiableKernel {

        final double[] theta;

        Laplacian(double... theta) {
            this.theta = theta;
        }

        @Override
        public double value(double[] x, double[] z) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                sum += Math.abs(x[k] - z[k]);
            }
            return theta[0] * Math.exp(-sum / theta[1]);
        }

        @Override
        public List<Hyperparameter> hyperparameters() {
            return List.of(Hyperparameter.of("factor", theta[0]), Hyperparameter.of("lengthScale", theta[1]));
        }

        @Override
        public DifferentiableKernel withHyperparameters(double... values) {
            Require.length("values", values, 2, "factor and length scale");
            return new Laplacian(values);
        }

        @Override
        public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
            block(tile, values);
            for (int i = 0; i < tile.length(); i++) {
                gradients[0][i] = values[i];
                gradients[1][i] = -values[i] * Math.log(values[i] / theta[0]);
            }
        }

        @Override
        public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
            for (int i = 0; i < tile.rows(); i++) {
                for (int j = 0; j < tile.columns(); j++) {
                    double[] x = tile.rowPoint(i);
                    double[] z = tile.columnPoint(j);
                    double factor = -weights[i * tile.stride() + j] * value(x, z) / theta[1];
                    for (int k = 0; k < x.length; k++) {
                        result[offset + i * x.length + k] += factor * Math.signum(x[k] - z[k]);
                    }
                }
            }
        }
    }

    @Test
    void rightKernelPasses() {
        KernelContract.check(new Laplacian(2, 0.5), 3);
        KernelContract.check(new Gaussian(0.3), 3);
    }

    @Test
    void wrongDerivativeInAHyperparameter() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
                        super.gradientBlocks(tile, values, gradients);
                        for (int i = 0; i < tile.length(); i++) {
                            gradients[1][i] *= 1 + 1e-6;
                        }
                    }
                },
                "d k / d log lengthScale is not the difference quotient",
                "at x = [");
    }

    @Test
    void valuesThatAreNotTheBlock() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
                        super.gradientBlocks(tile, values, gradients);
                        values[0] = 0;
                    }
                },
                "gradientBlocks has other values than block");
    }

    @Test
    void contractionThatIsNotTheBlocks() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void contract(Tile tile, double[] weights, double[] result, int offset) {
                        result[offset] = 1; // Set, not added to.
                    }
                },
                "contract adds");
    }

    @Test
    void contractionThatReadsTheUnusedColumns() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void contract(Tile tile, double[] weights, double[] result, int offset) {
                        super.contract(tile, weights, result, offset);
                        result[offset] += 0 * Arrays.stream(weights).sum();
                    }
                },
                "contract adds NaN");
    }

    @Test
    void wrongDerivativeInAnInput() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
                        super.contractInputs(tile, weights, result, offset);
                        result[offset + 4] *= 1.001;
                    }
                },
                "d k / d x[1] is not the difference quotient");
    }

    @Test
    void inputsSetRatherThanAddedTo() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
                        Arrays.fill(result, offset, offset + tile.rows() * tile.width(), 0);
                        super.contractInputs(tile, weights, result, offset);
                    }
                },
                "contractInputs adds");
    }

    @Test
    void namesThatDoNotDiffer() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public List<Hyperparameter> hyperparameters() {
                        return List.of(Hyperparameter.of("a", theta[0]), Hyperparameter.of("a", theta[1]));
                    }
                },
                "two hyperparameters are called \"a\"");
    }

    @Test
    void anotherKernelFromTheSameNumbers() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public DifferentiableKernel withHyperparameters(double... values) {
                        return new Laplacian(values[1], values[0]);
                    }
                },
                "withHyperparameters(its own values)");
    }

    @Test
    void anyNumberOfValuesTaken() {
        assertFails(
                new Laplacian(2, 0.5) {
                    @Override
                    public DifferentiableKernel withHyperparameters(double... values) {
                        return new Laplacian(values);
                    }
                },
                "takes 3 values, has 2 hyperparameters");
    }

    @Test
    void falselyDeclaredConditionallyPositive() {
        Kernel kernel = new Kernel() {
            @Override
            public double value(double[] x, double[] z) {
                return PointPair.squaredDistance(x, z);
            }

            @Override
            public Definiteness definiteness() {
                return Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
            }
        };
        assertFails(kernel, "declared CONDITIONALLY_POSITIVE_DEFINITE", "centred kernel matrix", "eigenvalue -");
    }

    @Test
    void negativeDistancesAreConditionallyPositive() {
        KernelContract.check(
                new Kernel() {
                    @Override
                    public double value(double[] x, double[] z) {
                        return -Math.sqrt(PointPair.squaredDistance(x, z));
                    }

                    @Override
                    public Definiteness definiteness() {
                        return Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
                    }
                },
                3);
    }
}
