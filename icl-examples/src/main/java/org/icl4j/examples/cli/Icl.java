package org.icl4j.examples.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line of icl4j. Exit codes: 0 for success, 2 for every error, which is one line on standard error.
 */
@Command(
        name = "icl",
        description =
                "In-context learning as executable mathematics: experiments, and kernel ridge regression on CSV files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            ListCommand.class,
            KrrCommand.class,
            ClassifyCommand.class,
            PredictCommand.class,
            VerifyCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Icl implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command without arguments. */
    public Icl() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        StandardError.restore();
        StandardOutput stdout = new StandardOutput();
        PrintWriter out = new PrintWriter(new OutputStreamWriter(stdout, charset()), false);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, charset()), true);
        boolean terminal = Boolean.getBoolean("icl4j.terminal");
        Interruption.endAtOnce(terminal);
        int code = run(out, err, terminal, arguments);
        System.exit(stdout.exitCode(code, err));
    }

    /**
     * Runs a command inside this JVM.
     *
     * @param out standard output
     * @param err standard error
     * @param terminal whether a person watches standard error: long work then shows a progress bar on the JVM's own
     * @param arguments the command line
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, boolean terminal, String... arguments) {
        CommandLine line = new CommandLine(new Icl(), new Commands(terminal));
        line.setOut(out);
        line.setErr(err);
        line.registerConverter(Path.class, Icl::path);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Errors::usage);
        line.setExecutionExceptionHandler(Errors::execution);
        line.setExitCodeExceptionMapper(e -> CommandLine.ExitCode.USAGE);
        line.setUsageHelpAutoWidth(false);
        int code = execute(line, arguments);
        out.flush();
        err.flush();
        return code;
    }

    private static int execute(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            // No memory for the Java heap, or no native library for this machine: picocli hands on exceptions only.
            return Errors.failure(line, e);
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Path path(String name) {
        if (name.isEmpty()) {
            throw new TypeConversionException("the file's name is empty");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "\"" + name + "\" is no file name in this locale (" + e.getReason() + "); set LC_ALL=C.UTF-8");
        }
    }

    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", ""));
        return Charset.isSupported(name.isEmpty() ? "?" : name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
