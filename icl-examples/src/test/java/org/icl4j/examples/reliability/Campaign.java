package org.icl4j.examples.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.icl4j.examples.cli.Icl;

/**
 * Attempts at breaking the command line, counted: each is tried, and survives if the command ends in time, with success or with one
 * short line that a terminal can show. {@code -Dicl4j.campaign=30} makes every campaign 30 times as large.
 */
final class Campaign {

    /** Where the figures of a run go. */
    private static final Path FIGURES = Path.of("target", "reliability.txt");

    private static final int FACTOR = Integer.getInteger("icl4j.campaign", 1);
    private static final int SECONDS = 120;
    private static final int LONGEST_LINE = 4200;

    private final String name;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> outcomes = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "campaign");
        // One that hangs does not hold up the end of the tests.
        thread.setDaemon(true);
        return thread;
    });
    private int tried;

    Campaign(String name) {
        this.name = name;
    }

    /** How many attempts make the usual number in this run. */
    static int size(int usual) {
        return usual * FACTOR;
    }

    /** What a command came to. */
    record Outcome(int code, String out, String err) {}

    /** Runs the command line and looks at what everyone can demand of it. */
    Outcome icl(String attempt, Object... arguments) {
        String[] words = Stream.of(arguments).map(String::valueOf).toArray(String[]::new);
        tried++;
        Outcome outcome;
        try {
            outcome = threads.submit(() -> run(words)).get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            outcome = new Outcome(-1, "", "");
            failures.add(attempt + ": not ended after " + SECONDS + " s");
        } catch (ExecutionException | InterruptedException e) {
            outcome = new Outcome(-1, "", "");
            failures.add(attempt + ": " + e);
        }
        String problem = problem(outcome);
        if (outcome.code() >= 0 && !problem.isEmpty()) {
            failures.add(attempt + ": " + problem);
        }
        outcomes.merge(outcome.code() == 0 ? "answered" : outcome.code() == 2 ? "refused" : "lost", 1, Integer::sum);
        return outcome;
    }

    private static Outcome run(String[] words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Icl.run(new PrintWriter(out), new PrintWriter(err), false, words);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static String problem(Outcome outcome) {
        List<String> lines = outcome.err().lines().toList();
        for (String line : lines) {
            if (!line.startsWith("icl: ")) {
                return "a line without its sender: " + line;
            }
            if (line.length() > LONGEST_LINE || line.chars().anyMatch(Character::isISOControl)) {
                return "a line of " + line.length() + " characters, or one with controls";
            }
            if (line.matches(".*\\b[A-Z][A-Za-z]*(Exception|Error): .*")) {
                return "an exception nobody foresaw: " + line;
            }
        }
        long errors = lines.stream()
                .filter(line -> !line.startsWith("icl: warning: "))
                .count();
        return switch (outcome.code()) {
            case 0 -> errors == 0 ? "" : "success, and an error: " + outcome.err();
            case 2 -> errors == 1 ? "" : errors + " lines of error: " + outcome.err();
            default -> "exit code " + outcome.code();
        };
    }

    /** Counts an attempt that is judged by the test itself. */
    void attempt(String attempt, boolean survived) {
        tried++;
        outcomes.merge(survived ? "held" : "lost", 1, Integer::sum);
        if (!survived) {
            failures.add(attempt);
        }
    }

    void fail(String attempt) {
        failures.add(attempt);
    }

    /** Asks that every attempt survived, and writes the count down. */
    void end() throws IOException {
        threads.shutdownNow();
        Files.createDirectories(FIGURES.getParent());
        Files.writeString(
                FIGURES,
                name + ": tried " + tried + ", survived " + (tried - failures.size()) + ", " + outcomes + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertThat(failures).as("of %d attempts, %s", tried, outcomes).isEmpty();
    }
}
