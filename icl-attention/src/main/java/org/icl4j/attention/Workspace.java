package org.icl4j.attention;

/** Arrays that grow and are then reused. */
final class Workspace {

    static final double[] NONE = new double[0];

    private Workspace() {}

    /** The array itself if it is long enough, else a new one: its old content is not kept. */
    static double[] ensure(double[] array, int length) {
        return array.length >= length ? array : new double[length];
    }
}
