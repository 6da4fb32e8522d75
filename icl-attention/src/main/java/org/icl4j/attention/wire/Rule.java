package org.icl4j.attention.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.icl4j.core.Require;

/**
 * A slot's new value as a combination of old ones: {@code Rule.of("u", 1, "y").plus(-0.3, "alpha")} is u = y - 0.3 alpha.
 *
 * @param target the slot that is set
 * @param terms what is added up, none for 0
 */
public record Rule(String target, List<Term> terms) {

    /**
     * Checks that nothing is null.
     *
     * @param target the slot that is set
     * @param terms what is added up, none for 0
     */
    public Rule {
        Require.notNull("target", target);
        terms = List.copyOf(Require.notNull("terms", terms));
    }

    /**
     * Sets a slot to 0.
     *
     * @param target the slot
     * @return the rule
     */
    public static Rule zero(String target) {
        return new Rule(target, List.of());
    }

    /**
     * Sets a slot to a multiple of one.
     *
     * @param target the slot that is set
     * @param factor finite
     * @param slot the slot that is read
     * @return the rule
     */
    public static Rule of(String target, double factor, String slot) {
        return zero(target).plus(factor, slot);
    }

    /**
     * This rule with one more term.
     *
     * @param factor finite
     * @param slot the slot that is read
     * @return a new rule
     */
    public Rule plus(double factor, String slot) {
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(Require.finite("factor", factor), Require.notNull("slot", slot)));
        return new Rule(target, more);
    }

    @Override
    public String toString() {
        return target + " = "
                + (terms.isEmpty() ? "0" : terms.stream().map(Term::toString).collect(Collectors.joining(" + ")));
    }

    record Term(double factor, String slot) {
        @Override
        public String toString() {
            return (factor == 1 ? "" : Slots.number(factor) + " ") + slot;
        }
    }
}
