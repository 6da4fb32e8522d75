package org.icl4j.examples.claims;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.icl4j.core.Require;

/** All claims, grouped by paper. */
public final class Claims {

    private static final List<Claim> ALL = Stream.of(
                    DescentClaims.claims(),
                    PreconditionerClaims.claims(),
                    DepthClaims.claims(),
                    BaselineClaims.claims(),
                    BayesClaims.claims(),
                    NewtonClaims.claims(),
                    FunctionalClaims.claims(),
                    ConjugateClaims.claims(),
                    WiredClaims.claims(),
                    SketchClaims.claims(),
                    LearnedKernelClaims.claims(),
                    DualClaims.claims(),
                    NeighbourClaims.claims(),
                    FeatureClaims.claims(),
                    SmootherClaims.claims())
            .flatMap(List::stream)
            .toList();

    private Claims() {}

    /**
     * Every claim.
     *
     * @return in the order of the page
     */
    public static List<Claim> all() {
        return ALL;
    }

    /**
     * Those whose id or paper contains a text, whatever the case.
     *
     * @param text part of an id or of a paper's name
     * @return none where nothing matches
     */
    public static List<Claim> find(String text) {
        String key = Require.notNull("text", text).toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(c -> c.id().toLowerCase(Locale.ROOT).contains(key)
                        || c.paper().toLowerCase(Locale.ROOT).contains(key))
                .toList();
    }

    /**
     * The page of the guide that lists them.
     *
     * @return docs/claims.md
     */
    public static String page() {
        StringBuilder page = new StringBuilder("""
                # Claims

                Each row is a statement that a program measures: `./icl verify` measures them all and prints what came out, its interval and a verdict;
                `./icl verify --only newton` a part. A measured mean is given four standard errors to each side, and a claim holds where that interval meets the bound.
                Bounds of 1e-10 and less mean: equal to rounding. Where a published statement does not hold, the row says what is true instead.
                This page is made from the claims by `./icl verify --page docs/claims.md`; a test keeps it current.

                """);
        page.append(ALL.size()).append(" claims.\n");
        Map<String, StringBuilder> tables = new LinkedHashMap<>();
        for (Claim claim : ALL) {
            tables.computeIfAbsent(
                            claim.paper(),
                            paper -> new StringBuilder(
                                    "| claim | statement | source | published | bound |\n|---|---|---|---|---|\n"))
                    .append("| `")
                    .append(claim.id())
                    .append("` | ")
                    .append(claim.statement().replace("|", "\\|"))
                    .append(" | ")
                    .append(claim.source().replace("|", "\\|"))
                    .append(" | ")
                    .append(claim.published())
                    .append(" | ")
                    .append(claim.bound())
                    .append(" |\n");
        }
        tables.forEach((paper, table) ->
                page.append("\n## ").append(paper).append("\n\n").append(table));
        return page.toString();
    }

    static String number(double value) {
        if (value == 0 || (value == Math.rint(value) && Math.abs(value) < 1e6)) {
            return String.valueOf((long) value);
        }
        return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.4g", value)
                : String.format(Locale.ROOT, "%.2e", value);
    }
}
