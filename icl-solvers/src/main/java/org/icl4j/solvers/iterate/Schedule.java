package org.icl4j.solvers.iterate;

/** The step and the momentum of each step of {@link MomentumIterates}, by the number of steps taken before. */
interface Schedule {

    /** omega_t. */
    double step(int t);

    /** mu_t, of no use at t = 0. */
    double momentum(int t);

    /** The same step and momentum throughout. */
    static Schedule constant(double step, double momentum) {
        return new Schedule() {
            @Override
            public double step(int t) {
                return step;
            }

            @Override
            public double momentum(int t) {
                return momentum;
            }
        };
    }
}
