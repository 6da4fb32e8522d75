package org.icl4j.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, telling those that work long whether a person watches. */
final class Commands implements IFactory {

    private final boolean terminal;
    private final IFactory others = CommandLine.defaultFactory();

    Commands(boolean terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == RunCommand.class) {
            return type.cast(new RunCommand(terminal));
        }
        if (type == KrrCommand.class) {
            return type.cast(new KrrCommand(terminal));
        }
        if (type == ClassifyCommand.class) {
            return type.cast(new ClassifyCommand(terminal));
        }
        return others.create(type);
    }
}
