package org.icl4j.kernels;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.icl4j.core.Points;

/** The scratch of one call of the engine: as many workspaces as threads work at once, dropped with the call. */
final class Workspaces {

    private final Points x;
    private final Points z;
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    Workspaces(Points x, Points z) {
        this.x = x;
        this.z = z;
    }

    void use(Consumer<Workspace> task) {
        Workspace workspace = idle.poll();
        if (workspace == null) {
            workspace = new Workspace(x, z);
        }
        task.accept(workspace);
        idle.add(workspace);
    }

    /** A tile that moves over the pairs of x and z, and the block of its values. */
    static final class Workspace {

        private final Points x;
        private final Points z;
        final Tile tile;
        double[] values;

        private Workspace(Points x, Points z) {
            this.x = x;
            this.z = z;
            tile = new Tile(x, 0, 1, z, 0, 1);
            values = new double[0];
        }

        /** Evaluates the pairs of x from xFrom and z from zFrom into {@link #values}; all are finite. */
        void evaluate(Kernel kernel, int xFrom, int xCount, int zFrom, int zCount) {
            tile.moveTo(x, xFrom, xCount, z, zFrom, zCount);
            if (values.length < tile.length()) {
                values = new double[tile.length()];
            }
            kernel.block(tile, values);
        }
    }
}
