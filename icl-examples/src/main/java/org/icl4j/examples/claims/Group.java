package org.icl4j.examples.claims;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Metrics;

/** The claims of one paper, as they are written down. */
final class Group {

    private final String paper;
    private final String prefix;
    private final List<Claim> claims = new ArrayList<>();
    private String source = "ours";

    Group(String paper, String prefix) {
        this.paper = paper;
        this.prefix = prefix;
    }

    /** Where the claims that follow are stated. */
    Group from(String where) {
        source = where;
        return this;
    }

    Group claim(String id, String statement, String published, Claim.Bound bound, Claim.Measure measure) {
        claims.add(new Claim(prefix + "-" + id, paper, statement, source, published, bound, measure));
        return this;
    }

    /** An identity: the greatest relative difference is rounding. */
    Group identity(String id, String statement, double tolerance, Exact measure) {
        return claim(id, statement, "", Claim.Bound.atMost(tolerance), size -> Claim.Measured.exact(measure.at(size)));
    }

    /** A number without chance in it. */
    Group number(String id, String statement, String published, Claim.Bound bound, Exact measure) {
        return claim(id, statement, published, bound, size -> Claim.Measured.exact(measure.at(size)));
    }

    /** A mean over independent draws. */
    Group mean(String id, String statement, String published, Claim.Bound bound, Draws draws) {
        return claim(id, statement, published, bound, size -> Claim.Measured.mean(Metrics.summary(draws.at(size)), 1));
    }

    List<Claim> claims() {
        return List.copyOf(claims);
    }

    @FunctionalInterface
    interface Exact {
        double at(Claim.Size size);
    }

    @FunctionalInterface
    interface Draws {
        double[] at(Claim.Size size);
    }
}
