package org.icl4j.figures;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of series in rows, as many as the width asks for. Series without a name are left out; those of one name share an entry. */
final class Legend {

    private static final int SAMPLE = 22;
    private static final int GAP = 6;
    private static final int BETWEEN = 18;
    private static final int ROW = 18;
    private static final int PADDING = 10;

    /** What one name stands for. */
    private record Entry(String name, int width, List<Series> series, Ink ink) {}

    private final List<List<Entry>> rows;

    private Legend(List<List<Entry>> rows) {
        this.rows = rows;
    }

    static Legend of(List<Series> series, List<Ink> inks, Pen pen, int width) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int s = 0; s < series.size(); s++) {
            String name = series.get(s).name();
            Ink ink = inks.get(s);
            if (name != null) {
                entries.computeIfAbsent(
                                name, key -> new Entry(key, SAMPLE + GAP + pen.smallWidth(key), new ArrayList<>(), ink))
                        .series()
                        .add(series.get(s));
            }
        }
        List<List<Entry>> rows = new ArrayList<>();
        int used = Integer.MAX_VALUE;
        for (Entry entry : entries.values()) {
            if (rows.isEmpty() || used + BETWEEN + entry.width() > width) {
                rows.add(new ArrayList<>());
                used = -BETWEEN;
            }
            rows.get(rows.size() - 1).add(entry);
            used += BETWEEN + entry.width();
        }
        return new Legend(rows);
    }

    int height() {
        return rows.isEmpty() ? PADDING : rows.size() * ROW + 2 * PADDING;
    }

    int rowCount() {
        return rows.size();
    }

    void paint(Graphics2D canvas, int left, int top, int width) {
        canvas.setFont(Pen.small());
        int y = top + PADDING + ROW / 2;
        for (List<Entry> row : rows) {
            int used = BETWEEN * (row.size() - 1)
                    + row.stream().mapToInt(Entry::width).sum();
            int x = left + Math.max(0, (width - used) / 2);
            for (Entry entry : row) {
                sample(canvas, entry, x, y);
                canvas.setColor(Color.BLACK);
                canvas.drawString(entry.name(), x + SAMPLE + GAP, y + 4);
                x += entry.width() + BETWEEN;
            }
            y += ROW;
        }
    }

    private static void sample(Graphics2D canvas, Entry entry, int x, int y) {
        for (Series series : entry.series()) {
            if (series.kind() == Series.Kind.BAND) {
                canvas.setColor(entry.ink().pale());
                canvas.fillRect(x, y - 5, SAMPLE, 10);
            }
        }
        canvas.setColor(entry.ink().colour());
        for (Series series : entry.series()) {
            canvas.setStroke(Strokes.of(series.stroke()));
            double middle = x + SAMPLE / 2.0;
            switch (series.kind()) {
                case LINE -> canvas.draw(new Line2D.Double(x, y, x + SAMPLE, y));
                case POINTS -> canvas.fill(Strokes.point(middle, y));
                case INTERVALS -> canvas.draw(new Line2D.Double(middle, y - 6, middle, y + 6));
                case BAND -> {}
            }
        }
    }
}
