package org.icl4j.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.List;

/** What all panels draw alike: titles, frames, axes with their marks and labels. */
final class Pen {

    static final Color FRAME = new Color(0x606060);
    static final Color GRID = new Color(0xe4e4e4);
    static final BasicStroke HAIRLINE = new BasicStroke(0.8f);
    static final BasicStroke PLAIN = new BasicStroke(1);

    /** Height of a title, of the line of marks' labels, and of an axis's label. */
    static final int TITLE = 34;

    static final int MARKS = 20;
    static final int LABEL = 22;
    private static final int MARK = 4;
    private static final int GAP = 4;

    private final Graphics2D canvas;

    Pen(Graphics2D canvas) {
        this.canvas = canvas;
    }

    static Font title() {
        return new Font(Font.SANS_SERIF, Font.BOLD, 14);
    }

    static Font label() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    }

    // Not 12: the SVG writer leaves that size out, and viewers then take their own.
    static Font small() {
        return new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    }

    int smallWidth(String text) {
        return canvas.getFontMetrics(small()).stringWidth(text);
    }

    int widest(List<Axis.Tick> ticks) {
        return ticks.stream().mapToInt(tick -> smallWidth(tick.label())).max().orElse(0);
    }

    /** Room that the marks and the label of a vertical axis take to its left. */
    int leftRoom(List<Axis.Tick> ticks, String label) {
        return widest(ticks) + MARK + GAP + (label.isEmpty() ? 8 : LABEL);
    }

    void title(String text, int left, int width) {
        canvas.setColor(Color.BLACK);
        canvas.setFont(title());
        // Above the plot, but inside the panel where the plot stands far to one side.
        centred(text, left + width / 2, TITLE - 13);
    }

    void frame(Box box) {
        canvas.setStroke(PLAIN);
        canvas.setColor(FRAME);
        canvas.drawRect(box.left(), box.top(), box.width(), box.height());
    }

    void grid(Box box, List<Axis.Tick> across, List<Axis.Tick> up) {
        canvas.setStroke(HAIRLINE);
        canvas.setColor(GRID);
        for (Axis.Tick tick : across) {
            double x = box.x(tick.place());
            canvas.draw(new Line2D.Double(x, box.top(), x, box.bottom()));
        }
        for (Axis.Tick tick : up) {
            double y = box.y(tick.place());
            canvas.draw(new Line2D.Double(box.left(), y, box.right(), y));
        }
    }

    void below(Box box, List<Axis.Tick> ticks, String label) {
        canvas.setStroke(PLAIN);
        canvas.setColor(Color.BLACK);
        canvas.setFont(small());
        int free = Integer.MIN_VALUE;
        for (Axis.Tick tick : ticks) {
            int x = (int) Math.round(box.x(tick.place()));
            canvas.setColor(FRAME);
            canvas.drawLine(x, box.bottom(), x, box.bottom() + MARK);
            canvas.setColor(Color.BLACK);
            int half = smallWidth(tick.label()) / 2;
            // A label that would touch the one before it is left out; its mark stays.
            if (x - half >= free) {
                canvas.drawString(tick.label(), x - half, box.bottom() + MARK + 13);
                free = x + half + 6;
            }
        }
        canvas.setFont(label());
        centred(label, box.left() + box.width() / 2, box.bottom() + MARKS + 17);
    }

    void beside(Box box, List<Axis.Tick> ticks, String label) {
        canvas.setStroke(PLAIN);
        canvas.setFont(small());
        for (Axis.Tick tick : ticks) {
            int y = (int) Math.round(box.y(tick.place()));
            canvas.setColor(FRAME);
            canvas.drawLine(box.left() - MARK, y, box.left(), y);
            canvas.setColor(Color.BLACK);
            canvas.drawString(tick.label(), box.left() - MARK - GAP - smallWidth(tick.label()), y + 4);
        }
        canvas.setFont(label());
        upwards(label, box.left() - MARK - GAP - widest(ticks) - 8, box.top() + box.height() / 2);
    }

    void rightOf(Box box, List<Axis.Tick> ticks, String label) {
        canvas.setStroke(PLAIN);
        canvas.setFont(small());
        for (Axis.Tick tick : ticks) {
            int y = (int) Math.round(box.y(tick.place()));
            canvas.setColor(FRAME);
            canvas.drawLine(box.right(), y, box.right() + MARK, y);
            canvas.setColor(Color.BLACK);
            canvas.drawString(tick.label(), box.right() + MARK + GAP, y + 4);
        }
        canvas.setFont(label());
        upwards(label, box.right() + MARK + GAP + widest(ticks) + 17, box.top() + box.height() / 2);
    }

    private void centred(String text, int x, int y) {
        canvas.drawString(text, x - canvas.getFontMetrics().stringWidth(text) / 2, y);
    }

    private void upwards(String text, int x, int y) {
        AffineTransform upright = canvas.getTransform();
        canvas.rotate(-Math.PI / 2);
        centred(text, -y, x);
        canvas.setTransform(upright);
    }

    /** The rectangle inside the axes, in points. */
    record Box(int left, int top, int width, int height) {
        int right() {
            return left + width;
        }

        int bottom() {
            return top + height;
        }

        double x(double place) {
            return left + place * width;
        }

        double y(double place) {
            return top + height - place * height;
        }
    }
}
