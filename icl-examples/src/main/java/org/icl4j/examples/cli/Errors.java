package org.icl4j.examples.cli;

import java.io.UncheckedIOException;
import java.util.List;
import org.icl4j.core.Text;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.examples.Experiments;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as one line on standard error and exit code 2. */
final class Errors {

    /** A message may quote files and arguments; those who write them cut them shorter. */
    private static final int LONGEST = 4000;

    private Errors() {}

    /** A bad command line. */
    static int usage(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = suggestions(unmatched);
            if (!suggestions.isEmpty()) {
                message.append("; did you mean ")
                        .append(String.join(" or ", suggestions))
                        .append('?');
            }
        }
        message.append(" (see ").append(line.getCommandSpec().qualifiedName()).append(" --help)");
        return report(line, message.toString());
    }

    private static List<String> suggestions(UnmatchedArgumentException e) {
        return Experiments.find(e.getUnmatched().get(0))
                .map(experiment -> List.of("icl run " + experiment.name()))
                .orElseGet(e::getSuggestions);
    }

    /** A failure at work. */
    static int execution(Exception e, CommandLine line, ParseResult result) {
        if (e instanceof IllegalArgumentException
                || e instanceof NotPositiveDefiniteException
                || e instanceof UncheckedIOException) {
            return report(line, String.valueOf(e.getMessage()));
        }
        return failure(line, e);
    }

    /** What was not foreseen. */
    static int failure(CommandLine line, Throwable e) {
        String remedy = e instanceof OutOfMemoryError
                ? "; use fewer rows, or give Java more memory: ICL4J_JAVA_OPTIONS=-Xmx8g in the environment"
                : "";
        return report(line, e.getClass().getSimpleName() + ": " + e.getMessage() + remedy);
    }

    private static int report(CommandLine line, String message) {
        String oneLine = message.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
        line.getErr().println("icl: " + Text.printable(oneLine, LONGEST));
        line.getErr().flush();
        return CommandLine.ExitCode.USAGE;
    }
}
