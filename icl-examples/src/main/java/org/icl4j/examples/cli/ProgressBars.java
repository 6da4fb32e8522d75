package org.icl4j.examples.cli;

import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.icl4j.core.Progress;
import org.jspecify.annotations.Nullable;

/** Progress as a bar on standard error, one per stage, wiped when the stage ends; it counts without an end where the total is not known. */
final class ProgressBars implements Progress, AutoCloseable {

    private static final int WIDEST = 80;
    private static final int NARROWEST = 20;
    private static final int MILLIS = 200;

    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String stage = "";

    private ProgressBars(boolean terminal) {
        this.terminal = terminal;
    }

    /** Bars where a person watches, silence elsewhere. */
    static ProgressBars when(boolean terminal) {
        return new ProgressBars(terminal);
    }

    @Override
    public boolean update(String name, long done, long total, double value) {
        if (!terminal) {
            return true;
        }
        ProgressBar current = bar;
        if (current == null || !stage.equals(name) || done < current.getCurrent()) {
            close();
            current = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, width()))
                    .clearDisplayOnFinish()
                    .build();
            bar = current;
            stage = name;
        }
        current.stepTo(done);
        if (!Double.isNaN(value)) {
            current.setExtraMessage(String.format(Locale.ROOT, " %.4g", value));
        }
        if (total >= 0 && done >= total) {
            close();
        }
        return true;
    }

    // One column less than the terminal has: a line that fills it would wrap, and could not be wiped.
    private static int width() {
        int columns = Integer.getInteger("icl4j.columns", WIDEST);
        return Math.max(NARROWEST, Math.min(WIDEST, columns)) - 1;
    }

    @Override
    public void close() {
        ProgressBar current = bar;
        bar = null;
        if (current != null) {
            current.close();
        }
    }
}
