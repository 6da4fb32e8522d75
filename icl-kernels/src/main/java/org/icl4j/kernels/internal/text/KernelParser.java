package org.icl4j.kernels.internal.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.KernelFamily;
import org.jspecify.annotations.Nullable;

/** Recursive descent over the grammar of {@link Kernel#parse}. */
public final class KernelParser {

    // Texts come from model files too: what they nest must not overflow the stack.
    private static final int DEEPEST = 100;
    private static final int MOST_FACTORS = 200;
    // A gradient evaluates what is normalised three times, each time with all that is normalised within.
    private static final int MOST_NORMALISED = 5;
    private static final int LONGEST = 10_000_000;
    // Of longer texts messages show what is around the place.
    private static final int SHOWN = 300;
    private static final int AROUND = 100;

    private static final String NORMALISED = "normalised";

    private final String text;
    private int position;
    private int depth;
    private int factors;
    private int normalised;

    public KernelParser(String text) {
        this.text = Require.notNull("text", text);
        if (text.length() > LONGEST) {
            throw Require.error("kernel", "has " + text.length() + " characters, at most " + LONGEST + " are read");
        }
    }

    public Kernel parse() {
        Term term = sum();
        skipSpaces();
        if (position < text.length()) {
            throw expected("'+', '*', '^', '[' or the end");
        }
        return kernel(term, 0);
    }

    /** A number, or a kernel. */
    private record Term(double number, @Nullable Kernel kernel) {}

    private Term sum() {
        if (++depth > DEEPEST) {
            throw expected("at most " + DEEPEST + " parentheses within each other");
        }
        skipSpaces();
        int start = position;
        Term left = product();
        while (accept('+')) {
            skipSpaces();
            int second = position;
            Term right = product();
            left = new Term(0, kernel(left, start).plus(kernel(right, second)));
        }
        depth--;
        return left;
    }

    private Term product() {
        skipSpaces();
        int start = position;
        Term left = factor();
        while (accept('*')) {
            skipSpaces();
            int second = position;
            Term right = factor();
            left = multiply(left, start, right, second);
        }
        return left;
    }

    private Term multiply(Term left, int start, Term right, int second) {
        Kernel a = left.kernel();
        Kernel b = right.kernel();
        if (a != null && b != null) {
            return new Term(0, a.times(b));
        }
        if (a != null) {
            return new Term(0, at(second, () -> a.scaled(right.number())));
        }
        if (b != null) {
            return new Term(0, at(start, () -> b.scaled(left.number())));
        }
        return new Term(left.number() * right.number(), null);
    }

    private Kernel kernel(Term term, int start) {
        Kernel kernel = term.kernel();
        if (kernel == null) {
            position = start;
            throw expected("a kernel, not a number alone", "; the constant kernel is constant(value)");
        }
        return kernel;
    }

    private Term factor() {
        skipSpaces();
        if (++factors > MOST_FACTORS) {
            throw expected("at most " + MOST_FACTORS + " factors");
        }
        int start = position;
        Term term = part();
        while (true) {
            int operator = position;
            if (accept('^')) {
                Kernel base = kernel(term, start);
                int exponent = whole("a whole exponent, at least 1");
                term = new Term(0, at(operator, () -> base.power(exponent)));
            } else if (accept('[')) {
                Kernel base = kernel(term, start);
                int[] columns = columns();
                term = new Term(0, at(operator, () -> base.onColumns(columns)));
            } else {
                return term;
            }
            if (++factors > MOST_FACTORS) {
                throw expected("at most " + MOST_FACTORS + " factors");
            }
        }
    }

    private int[] columns() {
        List<Integer> columns = new ArrayList<>();
        do {
            columns.add(whole("a column, counted from 0"));
        } while (accept(','));
        require(']', "',' or ']'");
        return columns.stream().mapToInt(Integer::intValue).toArray();
    }

    private Term part() {
        if (accept('(')) {
            Term inner = sum();
            require(')', "'+', '*' or ')'");
            return inner;
        }
        if (position < text.length() && Character.isLetter(text.charAt(position))) {
            return new Term(0, word().equals(NORMALISED) ? normalised() : family());
        }
        if (position < text.length() && isNumberStart(position)) {
            return new Term(number(), null);
        }
        throw expected("a number, '(' or a kernel such as gaussian(0.5)");
    }

    private Kernel normalised() {
        if (++normalised > MOST_NORMALISED) {
            throw expected("at most " + MOST_NORMALISED + " normalised(...) within each other");
        }
        position += NORMALISED.length();
        require('(', "'(' and then a kernel");
        skipSpaces();
        int start = position;
        Kernel kernel = kernel(sum(), start);
        require(')', "'+', '*' or ')'");
        normalised--;
        return kernel.normalised();
    }

    private Kernel family() {
        int start = position;
        String name = word();
        KernelFamily family = FamilyRegistry.families().get(name);
        if (family == null) {
            throw expected("a kernel family", FamilyRegistry.suggestion(name));
        }
        position += name.length();
        double[] arguments = arguments(family);
        return at(start, () -> family.factory().apply(arguments));
    }

    // What a factory refuses, with the place where it stands.
    private Kernel at(int start, Supplier<? extends Kernel> factory) {
        try {
            return factory.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kernel: \"" + shown(start) + "\" at position " + start + ": " + e.getMessage(), e);
        }
    }

    private double[] arguments(KernelFamily family) {
        List<String> parameters = family.parameters();
        List<Double> values = new ArrayList<>();
        if (accept('(')) {
            for (String parameter : parameters) {
                if (!values.isEmpty()) {
                    require(',', "',' and then " + parameter);
                }
                values.add(argument(parameter));
            }
            while (family.repeats() && accept(',')) {
                values.add(argument(parameters.get(parameters.size() - 1)));
            }
            require(')', family.repeats() ? "',' or ')'" : "')'");
        } else if (!parameters.isEmpty()) {
            throw expected("'(' and then " + String.join(", ", parameters));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double argument(String parameter) {
        skipSpaces();
        if (position == text.length() || !isNumberStart(position)) {
            throw expected("a number (" + parameter + ")");
        }
        return number();
    }

    // Letters and digits from here on.
    private String word() {
        int end = position;
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return text.substring(position, end);
    }

    private int whole(String what) {
        skipSpaces();
        int start = position;
        if (position < text.length() && isDigit(text.charAt(position))) {
            double number = number();
            if (number == Math.rint(number) && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        position = start;
        throw expected(what);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    // A sign begins a number only before a digit: "-linear" is no number.
    private boolean isNumberStart(int at) {
        char c = text.charAt(at);
        boolean signed = c == '-' || c == '+';
        int first = signed ? at + 1 : at;
        return first < text.length() && (isDigit(text.charAt(first)) || text.charAt(first) == '.');
    }

    private double number() {
        int start = position;
        position = numberEnd(start);
        try {
            return Double.parseDouble(text.substring(start, position));
        } catch (NumberFormatException e) {
            position = start;
            throw expected("a number");
        }
    }

    private int numberEnd(int start) {
        int end = start + 1;
        while (end < text.length() && isNumberPart(end)) {
            end++;
        }
        return end;
    }

    // A sign is a part of a number only behind its exponent's E: "2+linear" is a sum.
    private boolean isNumberPart(int at) {
        char c = text.charAt(at);
        if (c == '-' || c == '+') {
            return isExponent(text.charAt(at - 1));
        }
        return isDigit(c) || c == '.' || isExponent(c);
    }

    private static boolean isExponent(char c) {
        return c == 'e' || c == 'E';
    }

    private boolean accept(char c) {
        skipSpaces();
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void require(char c, String what) {
        if (!accept(c)) {
            throw expected(what);
        }
    }

    private void skipSpaces() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private IllegalArgumentException expected(String what) {
        return expected(what, "");
    }

    private IllegalArgumentException expected(String what, String advice) {
        skipSpaces();
        return new IllegalArgumentException("kernel: \"" + shown(position) + "\" at position " + position
                + ": expected " + what + ", found " + found() + advice);
    }

    private String shown(int at) {
        if (text.length() <= SHOWN) {
            return Text.printable(text, SHOWN);
        }
        int from = Math.max(0, at - AROUND);
        int to = Math.min(text.length(), at + AROUND);
        return (from > 0 ? "..." : "")
                + Text.printable(text.substring(from, to), SHOWN)
                + (to < text.length() ? "..." : "");
    }

    // The whole word or number here, or one character.
    private String found() {
        if (position == text.length()) {
            return "the end";
        }
        int end = isNumberStart(position) ? numberEnd(position) : position + word().length();
        return "'" + Text.printable(text.substring(position, Math.max(end, position + 1))) + "'";
    }
}
