package org.icl4j.kernels;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/** Recursive descent over the grammar of {@link Kernel#parse}. */
final class KernelParser {

    // Texts come from model files too: what they nest must not overflow the stack.
    private static final int DEEPEST = 100;
    private static final int MOST_FACTORS = 200;
    private static final int LONGEST = 10_000;

    private final String text;
    private int position;
    private int depth;
    private int factors;

    KernelParser(String text) {
        this.text = Require.notNull("kernel", text);
        if (text.length() > LONGEST) {
            throw Require.error("kernel", "has " + text.length() + " characters, at most " + LONGEST + " are read");
        }
    }

    Kernel parse() {
        Term term = sum();
        skipSpaces();
        if (position < text.length()) {
            throw expected("'+', '*' or the end");
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
        Term left = factor();
        while (accept('*')) {
            left = multiply(left, factor());
        }
        return left;
    }

    private static Term multiply(Term left, Term right) {
        Kernel a = left.kernel();
        Kernel b = right.kernel();
        if (a != null && b != null) {
            return new Term(0, a.times(b));
        }
        if (a != null) {
            return new Term(0, a.scaled(right.number()));
        }
        if (b != null) {
            return new Term(0, b.scaled(left.number()));
        }
        return new Term(left.number() * right.number(), null);
    }

    private Kernel kernel(Term term, int start) {
        Kernel kernel = term.kernel();
        if (kernel == null) {
            position = start;
            throw expected("a kernel, not a number alone");
        }
        return kernel;
    }

    private Term factor() {
        skipSpaces();
        if (++factors > MOST_FACTORS) {
            throw expected("at most " + MOST_FACTORS + " factors");
        }
        if (accept('(')) {
            Term inner = sum();
            require(')', "'+', '*' or ')'");
            return inner;
        }
        if (position < text.length() && Character.isLetter(text.charAt(position))) {
            return new Term(0, family());
        }
        if (position < text.length() && isNumberStart(text.charAt(position))) {
            return new Term(number(), null);
        }
        throw expected("a number, '(' or one of "
                + String.join(", ", FamilyRegistry.families().keySet()));
    }

    private Kernel family() {
        int start = position;
        while (position < text.length() && Character.isLetterOrDigit(text.charAt(position))) {
            position++;
        }
        KernelFamily family = FamilyRegistry.families().get(text.substring(start, position));
        if (family == null) {
            position = start;
            throw expected(
                    "one of " + String.join(", ", FamilyRegistry.families().keySet()));
        }
        double[] arguments = arguments(family);
        try {
            return family.factory().apply(arguments);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "kernel: \"" + text + "\" at position " + start + ": " + e.getMessage(), e);
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
        if (position >= text.length() || !isNumberStart(text.charAt(position))) {
            throw expected("a number (" + parameter + ")");
        }
        return number();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNumberStart(char c) {
        return isDigit(c) || c == '.' || c == '-' || c == '+';
    }

    private double number() {
        int start = position;
        position++;
        while (position < text.length() && isNumberPart(position)) {
            position++;
        }
        try {
            return Double.parseDouble(text.substring(start, position));
        } catch (NumberFormatException e) {
            position = start;
            throw expected("a number");
        }
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
        String found = position < text.length() ? "'" + text.charAt(position) + "'" : "the end";
        return new IllegalArgumentException(
                "kernel: \"" + text + "\" at position " + position + ": expected " + what + ", found " + found);
    }
}
