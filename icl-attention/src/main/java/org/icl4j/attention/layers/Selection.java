package org.icl4j.attention.layers;

import org.icl4j.core.Require;

/**
 * Some tokens of each sequence: those at first, first + step, and so on. A model that is asked for the output at such tokens alone
 * ({@link Layer#pass(Selection)}) leaves out what nobody reads: in a prompt of n pairs and one query the last layer works for one
 * token instead of n + 1.
 *
 * <pre>
 *   the last m of n + m tokens                      Selection.range(n, m)
 *   the target's cells of the rows that ask          new Selection(n c + c - 1, m, c), tables of c columns
 * </pre>
 *
 * @param first the index of the first token in its sequence
 * @param count m, how many
 * @param step from one to the next
 */
public record Selection(int first, int count, int step) {

    /**
     * Checks the sizes.
     *
     * @param first the index of the first token in its sequence
     * @param count m, how many
     * @param step from one to the next
     * @throws IllegalArgumentException if one is out of its range
     */
    public Selection {
        Require.inRange("first", first, 0, Integer.MAX_VALUE);
        Require.positive("count", count);
        Require.positive("step", step);
    }

    /**
     * Consecutive tokens.
     *
     * @param first the index of the first of them
     * @param count how many
     * @return the selection
     */
    public static Selection range(int first, int count) {
        return new Selection(first, count, 1);
    }

    /**
     * Whether all these tokens are there.
     *
     * @param shape how rows form sequences
     * @return the shape
     * @throws IllegalArgumentException if a sequence ends before the last of them
     */
    public Sequences check(Sequences shape) {
        Require.notNull("shape", shape);
        long last = first + (count - 1L) * step;
        if (last >= shape.length()) {
            throw Require.error(
                    "shape", "has sequences of " + shape.length() + " tokens; token " + last + " was asked for");
        }
        return shape;
    }

    /**
     * The shape of the selected tokens: as many sequences, of {@link #count} tokens, which see nothing of each other.
     *
     * @param shape of all tokens
     * @return of these
     */
    public Sequences of(Sequences shape) {
        return new Sequences(check(shape).count(), count, 0);
    }

    /**
     * Copies the selected rows.
     *
     * @param shape how rows form sequences
     * @param width columns
     * @param all shape [rows, width]
     * @param selected receives them, shape [sequences count, width]
     */
    public void gather(Sequences shape, int width, double[] all, double[] selected) {
        check(all, width, selected, shape);
        int to = 0;
        for (int s = 0; s < shape.count(); s++) {
            int row = s * shape.length() + first;
            if (step == 1) {
                System.arraycopy(all, row * width, selected, to, count * width);
                to += count * width;
                continue;
            }
            for (int i = 0; i < count; i++, row += step, to += width) {
                System.arraycopy(all, row * width, selected, to, width);
            }
        }
    }

    /**
     * Adds rows to the selected ones: the transpose of {@link #gather}.
     *
     * @param shape how rows form sequences
     * @param width columns
     * @param selected shape [sequences count, width]
     * @param all shape [rows, width]; the selected rows of it are added to
     */
    public void scatter(Sequences shape, int width, double[] selected, double[] all) {
        check(all, width, selected, shape);
        int from = 0;
        for (int s = 0; s < shape.count(); s++) {
            int row = s * shape.length() + first;
            for (int i = 0; i < count; i++, row += step, from += width) {
                add(selected, from, all, row * width, width);
            }
        }
    }

    private void check(double[] all, int width, double[] selected, Sequences shape) {
        check(shape);
        Require.positive("width", width);
        LayerArguments.atLeast("all", all, shape.rows(), width);
        LayerArguments.atLeast("selected", selected, (double) shape.count() * count, width);
    }

    private static void add(double[] numbers, int from, double[] sum, int at, int length) {
        for (int i = 0; i < length; i++) {
            sum[at + i] += numbers[from + i];
        }
    }
}
