package org.icl4j.solvers.nystrom;

import org.icl4j.solvers.iterate.PreparedPreconditioner;

/**
 * A way to approximate (F'F + r I)^-1 of a {@link CentreProblem}, as a value. One's own is a class of three methods.
 *
 * <p>None of them is a preconditioner of K + r I. The inverse of K_nC K_CC^-1 K_Cn + r I is (I - F M F') / r with M = (F'F + r I)^-1, and of a
 * sketch M it is positive definite only if M is below 1 / lambda in the direction of each eigenvalue lambda of F'F: M must be exact to a
 * share r / lambda there. A sketch that sees (1 - e) lambda leaves (r - e lambda) / ((1 - e) lambda + r), which is negative from lambda = r / e on.
 * The counterpart for K + r I, with the same centres, is {@link org.icl4j.solvers.precondition.Nystrom#of}.
 *
 * <p>Source of {@link #falkon}: Rudi, Carratino and Rosasco (2017), arXiv 1705.10958, algorithm 1; of {@link #krill}: Diaz, Epperly, Frangella,
 * Tropp and Webber (2023), arXiv 2304.12465, section 3.
 */
public interface CentrePreconditioner {

    /**
     * Prepares the preconditioner of a problem.
     *
     * @param problem F'F + r I; open while the preconditioner is used
     * @return the operator, to be closed
     * @throws IllegalArgumentException if memory does not suffice
     */
    PreparedPreconditioner prepare(CentreProblem problem);

    /**
     * The bytes that are taken while it is made, beside the problem's.
     *
     * @param m the number of centres
     * @return bytes, by count
     */
    double bytes(int m);

    /**
     * The name for reports.
     *
     * @return such as {@code "KRILL"}
     */
    String description();

    /**
     * {@link #normalEquations} or {@link #krill}, whichever takes less time by count for n rows and m centres: a pass costs some 160 flops an entry
     * of K_nC where matrix products run at their speed, conjugate gradients with a sketch take some 26 passes and 6 m^3 flops, and the matrix costs m
     * flops an entry, two passes and 8 m^3 / 3. So it is the matrix for every number of rows up to 3840 centres, and for every number of centres up to 51000
     * rows; of 5000 centres from 72000 rows on it is KRILL. The report says what was chosen and why.
     *
     * @return the cheaper one
     */
    static CentrePreconditioner auto() {
        return new CheapestPreconditioner();
    }

    /**
     * None: the operator is the identity.
     *
     * @return no preconditioner
     */
    static CentrePreconditioner none() {
        return new NoPreconditioner();
    }

    /**
     * The centres' own rows stand for all: (n / m) L'L + r I. It needs m of about the effective dimension times a logarithm; where there are
     * fewer centres, the steps grow as the ridge falls. Cost: 4 m^3 / 3 flops.
     *
     * @return FALKON's preconditioner
     */
    static CentrePreconditioner falkon() {
        return new FalkonPreconditioner();
    }

    /**
     * A sparse sign embedding S of 2 m rows stands for all: (S F)'(S F) + r I. As many steps for every ridge. Cost: one pass, 10 m^3 / 3
     * flops; 16 m^2 bytes a thread.
     *
     * @param seed of the embedding
     * @return KRILL's preconditioner
     */
    static CentrePreconditioner krill(long seed) {
        return new KrillPreconditioner(seed);
    }

    /**
     * The matrix itself: K_nC'K_nC by one pass, n m^2 flops at the speed of matrix products, then a few steps that repair its rounding. Where
     * that is too large beside the ridge, F'F is formed from whitened rows, 2 n m^2 flops. {@link NystromRidge} does so only where some steps
     * with the matrix did not reach its tolerance.
     *
     * <p>With E the rounding of the sum, s = |E| / r, and P = K_nC'K_nC + r (K_CC + s I) factored, it is
     *
     * <pre>M = L'P^-1 L + (s^2 / r) (L'L + s I)^-2,</pre>
     *
     * of which the first part is exact where K_CC is above s, and the second is 1 / r where it is below; between them M r is at least 3/4.
     *
     * @return a direct solver as preconditioner
     */
    static CentrePreconditioner normalEquations() {
        return new NormalPreconditioner(false);
    }
}
