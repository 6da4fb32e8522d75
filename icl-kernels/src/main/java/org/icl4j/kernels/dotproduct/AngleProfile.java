package org.icl4j.kernels.dotproduct;

/**
 * A function of the angle theta between two directions. It is given sin^2(theta / 2) and cos^2(theta / 2), both to full
 * relative accuracy, because theta from its cosine alone has lost half of its digits near 0 and near pi.
 */
@FunctionalInterface
interface AngleProfile {

    /**
     * The function.
     *
     * @param h sin^2(theta / 2), exactly 0 for equal directions
     * @param g cos^2(theta / 2), exactly 0 for opposite ones
     */
    double at(double h, double g);

    /** theta in [0, pi]. */
    static double angle(double h, double g) {
        return h <= 0.5 ? 2 * Math.asin(Math.sqrt(h)) : Math.PI - 2 * Math.asin(Math.sqrt(g));
    }

    /** sin theta. */
    static double sine(double h, double g) {
        return 2 * Math.sqrt(h * g);
    }

    /** cos theta, within a rounding of 1; exactly 1 and -1 for equal and opposite directions. */
    static double cosine(double h, double g) {
        return g - h;
    }
}
