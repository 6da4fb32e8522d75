package org.icl4j.attention.attend;

import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * What an attention needs for its output at some tokens alone: those tokens' queries, and the keys and values of the tokens that they
 * see, both gathered.
 *
 * @param keys the tokens that are seen, of each sequence
 * @param queryLines lines of the gathered queries
 * @param keyLines lines of the gathered keys
 * @param visibility along them
 */
record AskedTokens(Selection keys, Lines queryLines, Lines keyLines, Visibility visibility) {

    /** For a choice of tokens along an axis, or all tokens of sequences; null where there is no short cut. */
    static @Nullable AskedTokens of(Axis axis, Sequences shape, @Nullable Selection asked) {
        Selection wanted = asked == null ? Selection.range(0, shape.length()) : asked;
        wanted.check(shape);
        int count = shape.count();
        int m = wanted.count();
        if (axis instanceof Axis.Sequence) {
            Visibility visibility = shape.visibility();
            int n = 0;
            for (int s = 0; visibility.shared() && s < count; s++) {
                n = Math.max(n, visibility.reach(s, 0));
            }
            return n == 0
                    ? null
                    : new AskedTokens(
                            Selection.range(0, n),
                            Lines.consecutive(count, m),
                            Lines.consecutive(count, n),
                            visibility);
        }
        int columns = axis instanceof Axis.Rows rows ? rows.columns() : ((Axis.Columns) axis).columns();
        if (m > 1 && wanted.step() != columns) {
            return null;
        }
        if (axis instanceof Axis.Rows) {
            return new AskedTokens(
                    Selection.range(wanted.first() / columns * columns, m * columns),
                    Lines.consecutive(count * m, 1),
                    Lines.consecutive(count * m, columns),
                    Visibility.prefix(columns));
        }
        if (axis.visibility(shape) instanceof Visibility.Prefix context && context.keys() > 0) {
            return new AskedTokens(
                    new Selection(wanted.first() % columns, context.keys(), columns),
                    Lines.consecutive(count, m),
                    Lines.consecutive(count, context.keys()),
                    context);
        }
        return null;
    }
}
