package org.icl4j.kernels.features;

/** The discrete Fourier transform of length 2^p in place, by decimation in time (Cooley and Tukey). */
final class FourierTransform {

    private final int length;
    private final double[] cosines;
    private final double[] sines;

    /** For vectors of a length that is a power of 2. */
    FourierTransform(int length) {
        this.length = length;
        cosines = new double[length / 2 + 1];
        sines = new double[length / 2 + 1];
        for (int k = 0; k < length / 2; k++) {
            cosines[k] = Math.cos(2 * Math.PI * k / length);
            sines[k] = -Math.sin(2 * Math.PI * k / length);
        }
    }

    int length() {
        return length;
    }

    /** X_k = sum_j x_j e^(-2 pi i j k / L). The inverse is the same with re and im exchanged, divided by L. */
    void apply(double[] re, double[] im) {
        reverseBits(re);
        reverseBits(im);
        for (int half = 1; half < length; half *= 2) {
            int step = length / (2 * half);
            for (int first = 0; first < length; first += 2 * half) {
                butterflies(re, im, first, half, step);
            }
        }
    }

    private void butterflies(double[] re, double[] im, int first, int half, int step) {
        for (int j = 0; j < half; j++) {
            double c = cosines[j * step];
            double s = sines[j * step];
            int p = first + j;
            int q = p + half;
            double a = re[q] * c - im[q] * s;
            double b = re[q] * s + im[q] * c;
            re[q] = re[p] - a;
            im[q] = im[p] - b;
            re[p] += a;
            im[p] += b;
        }
    }

    private void reverseBits(double[] a) {
        int shift = Integer.numberOfLeadingZeros(length) + 1;
        for (int i = 1; i < length; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                double swap = a[i];
                a[i] = a[j];
                a[j] = swap;
            }
        }
    }
}
