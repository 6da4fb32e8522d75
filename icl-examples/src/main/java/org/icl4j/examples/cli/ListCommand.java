package org.icl4j.examples.cli;

import java.util.Locale;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.Experiments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code icl list}: the experiments there are. */
@Command(name = "list", description = "Lists the numbered experiments.", mixinStandardHelpOptions = true)
final class ListCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        for (Experiment experiment : Experiments.all()) {
            spec.commandLine()
                    .getOut()
                    .println(String.format(
                            Locale.ROOT,
                            "%02d  %-16s  %s",
                            experiment.number(),
                            experiment.name(),
                            experiment.summary()));
        }
    }
}
