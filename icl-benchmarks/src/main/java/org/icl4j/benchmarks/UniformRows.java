package org.icl4j.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;

/** The data of the solvers at scale: rows uniform in the unit cube, targets sum_j sin(3 x_j) / sqrt(d), with noise 0.1 where it is asked for. */
final class UniformRows {

    private UniformRows() {}

    static Points inputs(int n, int d, String stream) {
        Randoms randoms = Randoms.of(1).split(stream);
        double[] x = new double[Math.multiplyExact(n, d)];
        for (int i = 0; i < x.length; i++) {
            x[i] = randoms.uniform();
        }
        return Points.ofRows("inputs", n, d, x);
    }

    static double[] targets(Points x, double noise) {
        Randoms randoms = Randoms.of(2);
        double[] y = new double[x.size()];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.width(); j++) {
                y[i] += Math.sin(3 * x.get(i, j)) / Math.sqrt(x.width());
            }
            y[i] += noise > 0 ? noise * randoms.gaussian() : 0;
        }
        return y;
    }

    /** Writes numbers as NumPy does, version 1 of its format: shape [n, d], or [n] where d is 0. */
    static void writeNpy(Path file, double[] numbers, int n, int d) throws IOException {
        String shape = d == 0 ? "(" + n + ",)" : "(" + n + ", " + d + ")";
        String head = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
        // Magic, version and length take 10 bytes; all of it is a multiple of 64.
        String padded = head + " ".repeat(63 - (10 + head.length()) % 64) + "\n";
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.write(0x93);
            out.writeBytes("NUMPY");
            out.write(1);
            out.write(0);
            out.write(padded.length() & 0xff);
            out.write(padded.length() >> 8);
            out.write(padded.getBytes(StandardCharsets.US_ASCII));
            for (double number : numbers) {
                // The format's order of bytes; the stream's is the other one.
                out.writeLong(Long.reverseBytes(Double.doubleToLongBits(number)));
            }
        }
    }
}
