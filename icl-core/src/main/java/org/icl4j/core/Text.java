package org.icl4j.core;

import java.util.Collection;
import java.util.Iterator;
import java.util.Locale;

/**
 * Shows foreign text in a message on one line, escaped and cut. What a file or a user gave may hold line breaks, escape sequences that a
 * terminal obeys, letters that are not seen, or a million characters.
 */
public final class Text {

    /** Characters that are shown of one text, and names that are shown of one list. */
    private static final int LONGEST = 80;

    private static final int MOST = 20;

    private Text() {}

    /**
     * A text as a message shows it: what is invisible or would break the line is an escape, {@code \n} for a line break, a
     * backslash, u and four hexadecimal digits for others; at most 80 characters, then {@code ...}.
     *
     * @param text any text
     * @return visible characters and plain blanks
     */
    public static String printable(String text) {
        return printable(text, LONGEST);
    }

    /**
     * The same with another length: for whole messages.
     *
     * @param text any text
     * @param longest how many of its characters are shown, at least 1
     * @return visible characters and plain blanks
     */
    public static String printable(String text, int longest) {
        Require.notNull("text", text);
        Require.positive("longest", longest);
        StringBuilder shown = new StringBuilder();
        int at = 0;
        for (int count = 0; at < text.length() && count < longest; count++) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            append(character, shown);
        }
        return at < text.length() ? shown.append("...").toString() : shown.toString();
    }

    /**
     * Names as a message lists them: each {@link #printable}, at most 20 of them, then how many more there are.
     *
     * @param names any texts
     * @return the names, with commas between them
     */
    public static String list(Collection<String> names) {
        Require.notNull("names", names);
        StringBuilder shown = new StringBuilder();
        Iterator<String> iterator = names.iterator();
        for (int count = 0; count < MOST && iterator.hasNext(); count++) {
            shown.append(count == 0 ? "" : ", ").append(printable(iterator.next()));
        }
        return names.size() > MOST
                ? shown.append(" and ")
                        .append(names.size() - MOST)
                        .append(" more")
                        .toString()
                : shown.toString();
    }

    private static void append(int character, StringBuilder shown) {
        switch (character) {
            case '\n' -> shown.append("\\n");
            case '\r' -> shown.append("\\r");
            case '\t' -> shown.append("\\t");
            default -> {
                if (isVisible(character)) {
                    shown.appendCodePoint(character);
                } else {
                    shown.append(String.format(Locale.ROOT, character > 0xffff ? "\\u{%x}" : "\\u%04x", character));
                }
            }
        }
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            // Controls; joiners and marks that turn the direction of writing; halves of pairs; what no font has.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
