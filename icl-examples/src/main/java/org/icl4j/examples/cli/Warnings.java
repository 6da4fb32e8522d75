package org.icl4j.examples.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import org.icl4j.core.Text;
import picocli.CommandLine;

/** Lines on standard error about what may be right: the command goes on. */
final class Warnings implements Consumer<String> {

    private static final int LONGEST = 2000;

    private final PrintWriter err;

    Warnings(CommandLine line) {
        this.err = line.getErr();
    }

    @Override
    public void accept(String warning) {
        err.println("icl: warning: " + Text.printable(warning, LONGEST));
        err.flush();
    }
}
