package org.icl4j.examples.cli;

import java.util.Locale;
import org.icl4j.examples.claims.Claim;

/** A claim's line, for people and for programs. */
final class VerifyRows {

    private VerifyRows() {}

    static String text(Claim claim, Claim.Measured measured, boolean holds, double seconds) {
        String interval = measured.low() == measured.high()
                ? ""
                : " [" + number(measured.low()) + ", " + number(measured.high()) + "]";
        return String.format(
                Locale.ROOT,
                "  %-6s %-34s bound %-22s measured %s%s%s  %.1f s%n         %s (%s)",
                holds ? "holds" : "FAILS",
                claim.id(),
                claim.bound(),
                number(measured.value()),
                interval,
                claim.published().isEmpty() ? "" : ", published " + claim.published(),
                seconds,
                claim.statement(),
                claim.source());
    }

    static String json(Claim claim, Claim.Measured measured, boolean holds, double seconds) {
        return String.format(
                Locale.ROOT,
                "{\"id\": %s, \"paper\": %s, \"statement\": %s, \"source\": %s, \"published\": %s, \"bound\": [%s, %s],"
                        + " \"measured\": %s, \"interval\": [%s, %s], \"holds\": %b, \"seconds\": %.3f}",
                quoted(claim.id()),
                quoted(claim.paper()),
                quoted(claim.statement()),
                quoted(claim.source()),
                quoted(claim.published()),
                value(claim.bound().low()),
                value(claim.bound().high()),
                value(measured.value()),
                value(measured.low()),
                value(measured.high()),
                holds,
                seconds);
    }

    private static String number(double value) {
        return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6
                ? String.format(Locale.ROOT, "%.5g", value)
                : value == 0 ? "0" : String.format(Locale.ROOT, "%.2e", value);
    }

    private static String value(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
