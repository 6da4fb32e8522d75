package org.icl4j.examples.gallery;

import java.util.List;
import org.icl4j.kernels.Kernel;

/**
 * A kernel to show.
 *
 * @param name of the family
 * @param text the kernel as text
 * @param curve where it is drawn
 */
record Exhibit(String name, String text, Curve curve) {

    private static final List<Exhibit> ALL = List.of(
            new Exhibit("Gaussian", "gaussian(1)", Curve.LINE),
            new Exhibit("Laplacian L1", "laplacianL1(1)", Curve.LINE),
            new Exhibit("Matern 1/2", "matern(0.5, 1)", Curve.LINE),
            new Exhibit("Matern 3/2", "matern(1.5, 1)", Curve.LINE),
            new Exhibit("Matern 5/2", "matern(2.5, 1)", Curve.LINE),
            new Exhibit("Matern 0.2", "matern(0.2, 1)", Curve.LINE),
            new Exhibit("Rational quadratic", "rationalQuadratic(0.5, 1)", Curve.LINE),
            new Exhibit("Periodic", "periodic(1.5, 1)", Curve.LINE),
            new Exhibit("Locally periodic", "locallyPeriodic(1, 1, 1.5)", Curve.LINE),
            new Exhibit("Spectral mixture", "spectralMixture(1, 0.6, 0.4, 0.1, 0.4, 1.5, 0.1)", Curve.LINE),
            new Exhibit("Constant", "constant(1)", Curve.LINE),
            new Exhibit("White noise", "white(1)", Curve.LINE),
            new Exhibit("Negative distance", "negativeDistance(1)", Curve.LINE),
            new Exhibit("Linear", "linear()", Curve.SHORT_LINE),
            new Exhibit("Polynomial", "polynomial(3, 1, 1)", Curve.SHORT_LINE),
            new Exhibit("Exponential dot product", "exponentialDotProduct(1)", Curve.SHORT_LINE),
            new Exhibit("Sigmoid", "sigmoid(1, -1)", Curve.SHORT_LINE),
            new Exhibit("Cosine", "cosine()", Curve.CIRCLE),
            new Exhibit("Arc-cosine 0", "arcCosine(0)", Curve.CIRCLE),
            new Exhibit("Arc-cosine 1", "arcCosine(1)", Curve.CIRCLE),
            new Exhibit("ReLU NTK", "reluNtk(3)", Curve.CIRCLE),
            new Exhibit("Exponential cosine", "exponentialCosine(0.5)", Curve.CIRCLE),
            new Exhibit("Cayley", "cayley(0.5)", Curve.CIRCLE),
            new Exhibit("Geometric algebra", "geometricAlgebra(4, 1, 3)", Curve.CIRCLE),
            new Exhibit("Chi-squared", "chiSquared(2)", Curve.SIMPLEX),
            new Exhibit("Additive chi-squared", "additiveChiSquared()", Curve.SIMPLEX),
            new Exhibit("Negative chi-squared", "negativeChiSquared()", Curve.SIMPLEX),
            new Exhibit("Hamming", "hamming(1)", Curve.CODES),
            new Exhibit("A sum", "0.3 * linear + gaussian(0.5)", Curve.SHORT_LINE),
            new Exhibit("A product", "linear * periodic(1, 1)", Curve.SHORT_LINE));

    /** Every family once or more, and two combinations. */
    static List<Exhibit> all() {
        return ALL;
    }

    Kernel kernel() {
        return Kernel.parse(text);
    }
}
