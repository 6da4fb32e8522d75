package org.icl4j.kernels.internal.algebra;

import static org.icl4j.kernels.Kernel.Definiteness.CONDITIONALLY_POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_DEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.POSITIVE_SEMIDEFINITE;
import static org.icl4j.kernels.Kernel.Definiteness.UNKNOWN;

import org.icl4j.kernels.Kernel.Definiteness;

/** What is known of combinations. */
final class KnownDefiniteness {

    private KnownDefiniteness() {}

    static Definiteness ofSum(Definiteness a, Definiteness b) {
        if (!isConditional(a) || !isConditional(b)) {
            return UNKNOWN;
        }
        if (!isPositive(a) || !isPositive(b)) {
            return CONDITIONALLY_POSITIVE_DEFINITE;
        }
        return a == POSITIVE_DEFINITE || b == POSITIVE_DEFINITE ? POSITIVE_DEFINITE : POSITIVE_SEMIDEFINITE;
    }

    // Schur: the elementwise product of positive (semi)definite matrices is positive (semi)definite.
    static Definiteness ofProduct(Definiteness a, Definiteness b) {
        if (!isPositive(a) || !isPositive(b)) {
            return UNKNOWN;
        }
        return a == POSITIVE_DEFINITE && b == POSITIVE_DEFINITE ? POSITIVE_DEFINITE : POSITIVE_SEMIDEFINITE;
    }

    private static boolean isConditional(Definiteness d) {
        return isPositive(d) || d == CONDITIONALLY_POSITIVE_DEFINITE;
    }

    private static boolean isPositive(Definiteness d) {
        return d == POSITIVE_DEFINITE || d == POSITIVE_SEMIDEFINITE;
    }
}
