package org.icl4j.attention.heads;

import java.util.Arrays;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.math.VectorMath;

/**
 * The learned-kernel head with its linear maps multiplied together, and the chain rule from the products back to the maps.
 *
 * <p>With h(x) = relu(W1 x + b1) and g(y) = relu(V1 y + c1), all [w], the head of {@link HeadParameters} is
 *
 * <pre>
 *   u(x) = W2 h(x) + b2,  v(y) = V2 g(y) + c2                                     [w]
 *   score(x, z) = (WQ u(x))' (WK u(z)) / sqrt(w)
 *   answer(x) = wo' sum_i p_i WV v(y_i) + bo,   p = softmax_i score(x, x_i)
 * </pre>
 *
 * Everything but the rectifiers is linear. Let A = WQ W2 / sqrt(w) and C = WK W2 [w, w], a = WQ b2 / sqrt(w) and
 * k = WK b2 [w]. Then
 *
 * <pre>
 *   score(x, z) = h(x)' M h(z) + s' h(z) + (h(x)' A' k + a' k),   M = A' C [w, w],   s = C' a [w]
 *   answer(x) = sum_i p_i r' g(y_i) + e,   z = WV' wo [w],   r = V2' z [w],   e = z' c2 + bo
 * </pre>
 *
 * The bracket depends on the query alone, so softmax drops it; e passes through because the weights p sum to 1. The work per
 * token falls from four products with [w, w] to one per query (t = M' h + s), and a value is one number, r' g(y).
 *
 * <p>Backward, with dX for the gradient of the loss in X: from M = A' C and s = C' a,
 *
 * <pre>
 *   dA = C dM'            dC = A dM + a ds'       da = C ds
 *   dWQ = (dA W2' + da b2') / sqrt(w)             dWK = dC W2'
 *   dW2 = WQ' dA / sqrt(w) + WK' dC               db2 = WQ' da / sqrt(w)
 *   dz = V2 dr + c2 de    dV2 = z dr'             dc2 = z de        dbo = de
 *   dWV = wo dz'          dwo = WV dz
 * </pre>
 *
 * The bias b2 has no gradient through k: keys shifted by a constant leave the softmax as it is. Cost per step: nine products
 * of [w, w] matrices, independent of the batch.
 *
 * <p>First layers are kept as [W1'; b1], so that relu([X 1] [W1'; b1]) is one product for all rows of X. In the y network
 * that product has a scalar input, so its gradients need two masked sums only: with dc_i the gradient of the value
 * c_i = r' g(y_i) and 1_ij = [g_j(y_i) > 0],
 *
 * <pre>
 *   P_j = sum_i dc_i y_i 1_ij,  Q_j = sum_i dc_i 1_ij
 *   dV1_j = r_j P_j,   dc1_j = r_j Q_j,   dr_j = sum_i dc_i g_j(y_i) = V1_j P_j + c1_j Q_j
 * </pre>
 */
final class HeadProducts {

    private static final VectorMath MATH = VectorMath.get();

    final int inputWidth;
    final int width;

    /** The parameters of a head of products: M, [W1'; b1], [V1'; c1], s, r, e, one after the other. A gradient in them is laid out alike. */
    final double[] products;
    /** M' [w, w], which is no parameter of its own. */
    final double[] productTransposed;

    // Where they lie in the products.
    final int product; // M         [w, w]
    final int xIn; // [W1'; b1] [d + 1, w]
    final int yIn; // [V1'; c1] [2, w]
    final int shift; // s         [w]
    final int read; // r         [w]
    final int constant; // e         [1]

    private final SquareMatrices matrices;
    private final double scale;
    private final int xInWeight;
    private final int xInBias;
    private final int xOutWeight;
    private final int xOutBias;
    private final int yInWeight;
    private final int yInBias;
    private final int yOutWeight;
    private final int yOutBias;
    private final int query;
    private final int key;
    private final int value;
    private final int readWeight;
    private final int readBias;

    // A [w, w], C [w, w], a [w], z [w] of the parameters last multiplied out, and their gradients.
    private final double[] a;
    private final double[] c;
    private final double[] queryShift;
    private final double[] z;
    private final double[] da;
    private final double[] dc;
    private final double[] dQueryShift;
    private final double[] dz;

    HeadProducts(ParameterLayout layout) {
        this.width = layout.slice("query.weight").rows();
        this.inputWidth = layout.slice("x.in.weight").columns();
        this.matrices = new SquareMatrices(width);
        this.scale = 1 / Math.sqrt(width);
        this.xInWeight = layout.slice("x.in.weight").offset();
        this.xInBias = layout.slice("x.in.bias").offset();
        this.xOutWeight = layout.slice("x.out.weight").offset();
        this.xOutBias = layout.slice("x.out.bias").offset();
        this.yInWeight = layout.slice("y.in.weight").offset();
        this.yInBias = layout.slice("y.in.bias").offset();
        this.yOutWeight = layout.slice("y.out.weight").offset();
        this.yOutBias = layout.slice("y.out.bias").offset();
        this.query = layout.slice("query.weight").offset();
        this.key = layout.slice("key.weight").offset();
        this.value = layout.slice("value.weight").offset();
        this.readWeight = layout.slice("read.weight").offset();
        this.readBias = layout.slice("read.bias").offset();
        this.product = 0;
        this.xIn = width * width;
        this.yIn = xIn + (inputWidth + 1) * width;
        this.shift = yIn + 2 * width;
        this.read = shift + width;
        this.constant = read + width;
        this.products = new double[constant + 1];
        this.productTransposed = new double[width * width];
        this.a = new double[width * width];
        this.c = new double[width * width];
        this.queryShift = new double[width];
        this.z = new double[width];
        this.da = new double[width * width];
        this.dc = new double[width * width];
        this.dQueryShift = new double[width];
        this.dz = new double[width];
    }

    /** Multiplies the maps of a parameter vector together. */
    void multiplyOut(double[] p) {
        int w = width;
        SquareMatrices.copyTransposed(w, inputWidth, p, xInWeight, products, xIn);
        System.arraycopy(p, xInBias, products, xIn + inputWidth * w, w);
        System.arraycopy(p, yInWeight, products, yIn, w);
        System.arraycopy(p, yInBias, products, yIn + w, w);

        matrices.multiply(false, false, scale, p, query, p, xOutWeight, 0, a, 0); // A = WQ W2 / sqrt(w)
        matrices.multiply(false, false, 1, p, key, p, xOutWeight, 0, c, 0); // C = WK W2
        matrices.multiply(true, false, 1, a, 0, c, 0, 0, products, product); // M = A' C
        SquareMatrices.copyTransposed(w, w, products, product, productTransposed, 0);
        matrices.apply(scale, p, query, p, xOutBias, queryShift, 0); // a = WQ b2 / sqrt(w)
        matrices.applyTransposed(1, c, 0, queryShift, 0, products, shift); // s = C' a

        matrices.applyTransposed(1, p, value, p, readWeight, z, 0); // z = WV' wo
        matrices.applyTransposed(1, p, yOutWeight, z, 0, products, read); // r = V2' z
        products[constant] = p[readBias] + MATH.dot(z, 0, p, yOutBias, w); // e = z' c2 + bo
    }

    /** The chain rule from the products back to a gradient vector, which is overwritten, for the parameters last multiplied out. */
    void backward(double[] p, double[] d, double[] gradient) {
        int w = width;
        backwardValues(p, d, gradient);
        SquareMatrices.copyTransposed(inputWidth, w, d, xIn, gradient, xInWeight);
        System.arraycopy(d, xIn + inputWidth * w, gradient, xInBias, w);

        matrices.multiply(false, true, 1, c, 0, d, product, 0, da, 0); // dA = C dM'
        matrices.multiply(false, false, 1, a, 0, d, product, 0, dc, 0); // dC = A dM + a ds'
        matrices.addOuter(queryShift, 0, d, shift, 1, dc, 0);
        matrices.apply(1, c, 0, d, shift, dQueryShift, 0); // da = C ds
        matrices.multiply(false, true, scale, da, 0, p, xOutWeight, 0, gradient, query); // dWQ
        matrices.addOuter(dQueryShift, 0, p, xOutBias, scale, gradient, query);
        matrices.multiply(false, true, 1, dc, 0, p, xOutWeight, 0, gradient, key); // dWK = dC W2'
        matrices.multiply(true, false, scale, p, query, da, 0, 0, gradient, xOutWeight); // dW2
        matrices.multiply(true, false, 1, p, key, dc, 0, 1, gradient, xOutWeight);
        matrices.applyTransposed(scale, p, query, dQueryShift, 0, gradient, xOutBias); // db2
    }

    private void backwardValues(double[] p, double[] d, double[] gradient) {
        int w = width;
        System.arraycopy(d, yIn, gradient, yInWeight, w);
        System.arraycopy(d, yIn + w, gradient, yInBias, w);
        matrices.apply(1, p, yOutWeight, d, read, dz, 0); // dz = V2 dr + c2 de
        MATH.axpy(d[constant], p, yOutBias, dz, 0, w);
        Arrays.fill(gradient, yOutWeight, yOutWeight + w * w, 0);
        matrices.addOuter(z, 0, d, read, 1, gradient, yOutWeight); // dV2 = z dr'
        Arrays.fill(gradient, value, value + w * w, 0);
        matrices.addOuter(p, readWeight, dz, 0, 1, gradient, value); // dWV = wo dz'
        for (int j = 0; j < w; j++) {
            gradient[yOutBias + j] = z[j] * d[constant]; // dc2 = z de
        }
        matrices.apply(1, p, value, dz, 0, gradient, readWeight); // dwo = WV dz
        gradient[readBias] = d[constant];
    }

    /** The constant of a score that softmax drops, h(x)' A' k + a' k, as weights of h(x) and, last, the rest: length w + 1. */
    double[] queryConstants(double[] p) {
        double[] k = new double[width];
        matrices.apply(1, p, key, p, xOutBias, k, 0);
        double[] weights = new double[width + 1];
        matrices.applyTransposed(1, a, 0, k, 0, weights, 0);
        weights[width] = MATH.dot(queryShift, 0, k, 0, width);
        return weights;
    }
}
