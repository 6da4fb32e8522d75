package org.icl4j.benchmarks;

import java.util.concurrent.TimeUnit;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The tile engine: a kernel matrix into memory, and consumed tile by tile. For one kernel and width, {@code -p
 * kernel=gaussian -p width=20 -p size=10000}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class GramBenchmark {

    /** Points on each side. */
    @Param("4000")
    public int size = 4000;

    /** Coordinates of a point. */
    @Param({"3", "10", "20", "200"})
    public int width = 10;

    /** Which kernel. */
    @Param({"gaussian", "matern52", "exponentialDotProduct", "laplacianL1", "profile", "lambda"})
    public String kernel = "gaussian";

    private Kernel k = (x, z) -> 0;
    private Points points = Points.ofColumn("points", new double[1]);
    private INDArray matrix = NativeArrays.uninitialised(1, 1);
    private double[] v = new double[0];
    private double[] result = new double[0];

    /** For JMH. */
    public GramBenchmark() {}

    /** Makes the data. */
    @Setup(Level.Trial)
    public void prepare() {
        double scale = -0.5 / width;
        k = switch (kernel) {
            case "gaussian" -> new Gaussian(Math.sqrt(width));
            case "matern52" -> Kernel.parse("matern(2.5, " + Math.sqrt(width) + ")");
            case "exponentialDotProduct" -> Kernel.parse("exponentialDotProduct(" + 0.5 / width + ")");
            case "laplacianL1" -> Kernel.parse("laplacianL1(" + width + ")");
            case "profile" -> Kernel.radial(r2 -> Math.exp(scale * r2));
            default ->
                (x, z) -> {
                    double r2 = 0;
                    for (int i = 0; i < x.length; i++) {
                        r2 += (x[i] - z[i]) * (x[i] - z[i]);
                    }
                    return Math.exp(scale * r2);
                };
        };
        points = Points.ofRows("points", size, width, Randoms.of(0).gaussians(size * width));
        matrix = NativeArrays.uninitialised(size, size);
        v = Randoms.of(1).gaussians(size);
        result = new double[size];
    }

    /** Gives native memory back. */
    @TearDown
    public void release() {
        matrix.close();
    }

    /** The lower triangle into memory, as the exact solver fills it: n (n + 1) / 2 pairs. */
    @Benchmark
    public void lowerTriangleIntoMemory() {
        Gram.lowerInto(k, points, 0.1, matrix);
    }

    /** The whole matrix into memory, as if of two sets of points: n^2 pairs. */
    @Benchmark
    public void rectangularIntoMemory() {
        Gram.into(k, points, points, matrix);
    }

    /**
     * A kernel matrix times a vector with nothing n x n in memory: n^2 pairs.
     *
     * @return the product
     */
    @Benchmark
    public double[] consumedTileByTile() {
        Gram.multiply(k, points, points, v, 1, result);
        return result;
    }
}
