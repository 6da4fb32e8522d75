package org.icl4j.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

final class Nd4jBlas extends CheckedBlas {
    Nd4jBlas() {
        throw new IllegalStateException("not yet");
    }

    @Override
    public String description() {
        return "";
    }

    @Override
    void multiply(
            Transpose transposeA,
            Transpose transposeB,
            double alpha,
            INDArray a,
            INDArray b,
            double beta,
            INDArray c) {}

    @Override
    void multiplyBySelf(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {}

    @Override
    void multiplyVector(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {}

    @Override
    void factorise(Triangle triangle, INDArray a) {}

    @Override
    void solveFactored(Triangle triangle, INDArray factor, INDArray b) {}

    @Override
    void solveTriangular(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {}

    @Override
    double[] eigen(Triangle triangle, INDArray a) {
        return new double[0];
    }
}
