package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

/** The contract finds what is wrong with a kernel, and says where. */
class ContractFailuresTest {

    private static void assertFails(Kernel kernel, String... parts) {
        assertThatThrownBy(() -> KernelContract.check(kernel, 2))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(parts);
    }

    /** A right kernel, of which each test spoils one thing. */
    private static class Inverse implements Kernel {
        @Override
        public double value(double[] x, double[] z) {
            return 1 / (1 + PointPair.squaredDistance(x, z));
        }
    }

    @Test
    void rightKernelPasses() {
        KernelContract.check(new Inverse(), 2);
    }

    @Test
    void anyNumberOfPointsMayBeGiven() {
        for (int n : new int[] {2, 3, 127, 700}) {
            KernelContract.check(
                    new Inverse(), Points.of("points", Randoms.of(n).gaussians(n, 2)));
        }
    }

    @Test
    void asymmetric() {
        assertFails((x, z) -> x[0] - 0.5 * z[0], "not symmetric", "k(x[1], x[0])", "k(z, x)");
    }

    @Test
    void notANumber() {
        assertFails((x, z) -> Math.sqrt(x[0] - z[0]), "not finite", "NaN", "k(x[");
    }

    @Test
    void infinite() {
        assertFails((x, z) -> 1 / PointPair.squaredDistance(x, z), "not finite", "Infinity", "k(x[0], x[0])");
    }

    @Test
    void wrongBlock() {
        Kernel kernel = new Inverse() {
            @Override
            public void block(Tile tile, double[] result) {
                super.block(tile, result);
                result[(tile.rows() - 1) * tile.stride() + tile.columns() - 1] += 1e-6;
            }
        };
        assertFails(kernel, "block is not value", "k(x[127], x[127])", "row 127 and column 127");
    }

    @Test
    void blockWithAnotherStride() {
        Kernel kernel = new Inverse() {
            @Override
            public void block(Tile tile, double[] result) {
                double[] right = new double[tile.length()];
                super.block(tile, right);
                for (int i = 0; i < tile.rows(); i++) {
                    System.arraycopy(right, i * tile.stride(), result, i * tile.columns(), tile.columns());
                }
            }
        };
        assertFails(kernel, "block is not value");
    }

    @Test
    void blockThatDependsOnPosition() {
        Kernel kernel = new Inverse() {
            @Override
            public void block(Tile tile, double[] result) {
                super.block(tile, result);
                for (int i = 0; i < tile.length(); i++) {
                    result[i] *= 1 + Math.ulp(1.0) * (i % 2);
                }
            }
        };
        assertFails(kernel, "depends on where the pair stands", "k(x[");
    }

    @Test
    void wrongDiagonal() {
        Kernel kernel = new Inverse() {
            @Override
            public void diagonal(Points x, int from, int count, double[] result, int offset) {
                for (int i = 0; i < count; i++) {
                    result[offset + i] = 0.5;
                }
            }
        };
        assertFails(kernel, "diagonal is not value", "k(x[0], x[0]) = 0.5");
    }

    @Test
    void diagonalOutsideItsRange() {
        Kernel kernel = new Inverse() {
            @Override
            public void diagonal(Points x, int from, int count, double[] result, int offset) {
                java.util.Arrays.fill(result, 1);
            }
        };
        assertFails(kernel, "diagonal writes outside its range");
    }

    @Test
    void falselyDeclaredPositive() {
        Kernel kernel = new Inverse() {
            @Override
            public double value(double[] x, double[] z) {
                return Math.tanh(PointPair.innerProduct(x, z) - 1);
            }

            @Override
            public Definiteness definiteness() {
                return Definiteness.POSITIVE_SEMIDEFINITE;
            }
        };
        assertFails(kernel, "declared POSITIVE_SEMIDEFINITE", "eigenvalue -");
    }

    @Test
    void falselyDeclaredStationary() {
        Kernel kernel = new Inverse() {
            @Override
            public double value(double[] x, double[] z) {
                return PointPair.innerProduct(x, z);
            }

            @Override
            public boolean isStationary() {
                return true;
            }
        };
        assertFails(kernel, "declared stationary", "k(x[");
    }

    @Test
    void falselyDeclaredDotProduct() {
        Kernel kernel = new Inverse() {
            @Override
            public double value(double[] x, double[] z) {
                return x[0] * z[0];
            }

            @Override
            public boolean isDotProduct() {
                return true;
            }
        };
        assertFails(kernel, "function of the inner product", "k(x[");
    }

    @Test
    void wrongLogarithm() {
        Kernel kernel = new Inverse() {
            @Override
            public Optional<Kernel> logarithm() {
                return Optional.of((x, z) -> -PointPair.squaredDistance(x, z));
            }
        };
        assertFails(kernel, "logarithm", "k(x[");
    }

    @Test
    void specificationThatDoesNotParse() {
        Kernel kernel = new Inverse() {
            @Override
            public String specification() {
                return "inverse()";
            }
        };
        assertFails(kernel, "does not parse", "position 0");
    }

    @Test
    void specificationOfAnotherKernel() {
        Kernel kernel = new Inverse() {
            @Override
            public String specification() {
                return "linear()";
            }
        };
        assertFails(kernel, "parses to linear()", "not equal");
    }

    @Test
    void writesIntoItsArguments() {
        Kernel rude = (x, z) -> {
            z[1] -= x[1];
            return 1 / (1 + z[1] * z[1]);
        };
        assertFails(rude, "value writes into its arguments", "k(x[0], x[0])");
    }
}
