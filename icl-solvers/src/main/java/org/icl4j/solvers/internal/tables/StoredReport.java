package org.icl4j.solvers.internal.tables;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.icl4j.core.Require;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;
import org.icl4j.solvers.SolveReport;

/** How a {@link SolveReport} stands in a model's file. */
public final class StoredReport {

    /** The names that it takes. */
    public static final Set<String> NAMES =
            Set.of("method", "status", "iterations", "relativeResidual", "bytes", "seconds");

    private StoredReport() {}

    /** Adds a report to a file. */
    public static ModelFile add(ModelFile file, SolveReport report) {
        return file.with("method", report.method())
                .with("status", report.status().name())
                .with("iterations", report.iterations())
                .with("relativeResidual", report.relativeResidual())
                .with("bytes", report.bytes())
                .with("seconds", report.seconds());
    }

    /** The report of a file; none of its numbers is below 0. */
    public static SolveReport read(String name, ModelFile file) {
        String method = file.text("method");
        if (method.isBlank()) {
            throw Require.error(name, "says no method");
        }
        for (String count : List.of("iterations", "bytes")) {
            if (file.integer(count) < 0) {
                throw Require.error(name, count + " must be at least 0, got " + file.integer(count));
            }
        }
        return new SolveReport(
                method,
                status(name, file.text("status")),
                file.integer("iterations"),
                Require.nonNegative(name + ": relativeResidual", file.number("relativeResidual")),
                file.integer("bytes"),
                Require.nonNegative(name + ": seconds", file.number("seconds")),
                OptionalLong.empty());
    }

    private static SolveReport.Status status(String file, String name) {
        for (SolveReport.Status status : SolveReport.Status.values()) {
            if (status.name().equals(name)) {
                return status;
            }
        }
        throw Require.error(file, "has an unknown status '" + Text.printable(name) + "'");
    }
}
