package org.icl4j.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.icl4j.examples.claims.Claim;
import org.icl4j.examples.claims.Claims;
import org.icl4j.examples.data.OutputFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code icl verify}: measures every claim. Exit code 1 if one does not hold. */
@Command(
        name = "verify",
        description =
                "Measures every claim and prints what was published or is bound to hold, what came out, and a verdict.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every claim holds", "1:a claim does not hold", "2:an error"})
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--only", paramLabel = "TEXT", description = "Claims whose id or paper contains it.")
    private String only = "";

    @Option(names = "--json", description = "One JSON object a line instead of a table.")
    private boolean json;

    @Option(names = "--quick", description = "Small sizes that run in seconds: wide intervals, not for conclusions.")
    private boolean quick;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Writes the guide's page of claims and measures nothing.")
    private @Nullable Path page;

    @Override
    public Integer call() {
        if (page != null) {
            write(page);
            return 0;
        }
        List<Claim> claims = Claims.find(only);
        if (claims.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "no claim's id or paper contains \"" + only + "\"");
        }
        PrintWriter out = spec.commandLine().getOut();
        Claim.Size size = quick ? Claim.Size.SMALL : Claim.Size.FULL;
        int failed = 0;
        String paper = "";
        long begin = System.nanoTime();
        for (Claim claim : claims) {
            if (!json && !claim.paper().equals(paper)) {
                paper = claim.paper();
                out.println("\n" + paper);
            }
            long start = System.nanoTime();
            Claim.Measured measured = claim.measure().at(size);
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean holds = claim.bound().holds(measured);
            failed += holds ? 0 : 1;
            out.println(
                    json
                            ? VerifyRows.json(claim, measured, holds, seconds)
                            : VerifyRows.text(claim, measured, holds, seconds));
            out.flush();
        }
        if (!json) {
            out.println(String.format(
                    Locale.ROOT,
                    "%n%d claims, %d do not hold, %.1f s",
                    claims.size(),
                    failed,
                    (System.nanoTime() - begin) / 1e9));
        }
        return failed == 0 ? 0 : 1;
    }

    private static void write(Path file) {
        OutputFile.at(file).write(path -> Files.writeString(path, Claims.page()));
    }
}
