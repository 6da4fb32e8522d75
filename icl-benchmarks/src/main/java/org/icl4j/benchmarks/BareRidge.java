package org.icl4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/**
 * What the arithmetic of a Gaussian fit costs with hardly any machinery, as a yardstick: OpenBLAS products straight into a
 * native matrix, {@code Math.exp} on a borrowed column at a time, two threads, OpenBLAS's own Cholesky on its own two. It
 * repairs no cancellation, checks no residual, refuses no input, and its answers change with the tile. Its predict, which
 * forms the whole matrix, is no yardstick and not measured.
 */
public final class BareRidge {

    private static final int TILE = 256;
    private static final int COLUMN_MAJOR = 102;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;

    private BareRidge() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments n, d, repeats
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        int n = Integer.parseInt(arguments[0]);
        int d = Integer.parseInt(arguments[1]);
        int repeats = Integer.parseInt(arguments[2]);
        double[] x = new Random(0).doubles((long) n * d, -1.7, 1.7).toArray();
        double[] y = new double[n];
        Arrays.setAll(y, i -> Math.sin(x[i * d]));
        Loader.load(openblas.class);
        openblas.blas_set_num_threads(1);
        List<Double> fits = new ArrayList<>();
        double total = 0;
        while (fits.size() < repeats && (fits.size() < 2 || total < 8)) {
            long start = System.nanoTime();
            fit(x, y, n, d);
            fits.add(MachineRates.seconds(start));
            total += fits.get(fits.size() - 1);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"system\": \"bare\", \"mode\": \"bare\", \"kernel\": \"gaussian\", \"n\": %d, \"d\": %d, \"first_fit_s\": %.5f, "
                        + "\"fit_s\": %.5f, \"repeats\": %d}%n",
                n,
                d,
                fits.get(0),
                Collections.min(fits),
                fits.size());
    }

    private static void fit(double[] x, double[] y, int n, int d) throws InterruptedException {
        try (DoublePointer points = new DoublePointer((long) n * d);
                DoublePointer k = new DoublePointer((long) n * n);
                DoublePointer alpha = new DoublePointer(n)) {
            points.put(x, 0, x.length);
            triangle(n, d, points, squares(x, n, d), k, 0.5 / d);
            for (int i = 0; i < n; i++) {
                k.put((long) i * n + i, 1.01);
            }
            openblas.blas_set_num_threads(2);
            int info = openblas.LAPACKE_dpotrf(COLUMN_MAJOR, (byte) 'L', n, k, n);
            alpha.put(y, 0, n);
            info += openblas.LAPACKE_dpotrs(COLUMN_MAJOR, (byte) 'L', n, 1, k, n, alpha, n);
            openblas.blas_set_num_threads(1);
            if (info != 0) {
                throw new IllegalStateException("info " + info);
            }
        }
    }

    private static double[] squares(double[] x, int n, int d) {
        double[] s = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                s[i] += x[i * d + j] * x[i * d + j];
            }
        }
        return s;
    }

    // K <- exp(-g |x_i - x_j|^2), column-major, lower triangle.
    private static void triangle(int n, int d, DoublePointer x, double[] sx, DoublePointer k, double g)
            throws InterruptedException {
        int tiles = (n + TILE - 1) / TILE;
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            double[] column = new double[TILE];
            for (int t = next.getAndIncrement(); t < tiles * tiles; t = next.getAndIncrement()) {
                int i = t / tiles * TILE;
                int j = t % tiles * TILE;
                if (j <= i) {
                    tile(i, j, Math.min(TILE, n - i), Math.min(TILE, n - j), n, d, x, sx, k, g, column);
                }
            }
        };
        Thread other = new Thread(work);
        other.start();
        work.run();
        other.join();
    }

    private static void tile(
            int i,
            int j,
            int h,
            int w,
            int n,
            int d,
            DoublePointer x,
            double[] sx,
            DoublePointer k,
            double g,
            double[] column) {
        openblas.cblas_dgemm(
                COLUMN_MAJOR,
                TRANSPOSE,
                NO_TRANSPOSE,
                h,
                w,
                d,
                1,
                x.getPointer(DoublePointer.class, (long) i * d),
                d,
                x.getPointer(DoublePointer.class, (long) j * d),
                d,
                0,
                k.getPointer(DoublePointer.class, (long) j * n + i),
                n);
        for (int c = j; c < j + w; c++) {
            DoublePointer at = k.getPointer(DoublePointer.class, (long) c * n + i);
            at.get(column, 0, h);
            map(column, h, sx, i, sx[c], g);
            at.put(column, 0, h);
        }
    }

    private static void map(double[] t, int h, double[] sx, int from, double sz, double g) {
        for (int i = 0; i < h; i++) {
            t[i] = Math.exp(-g * Math.max(0, sx[from + i] + sz - 2 * t[i]));
        }
    }
}
