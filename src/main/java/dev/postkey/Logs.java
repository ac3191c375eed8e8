package dev.postkey;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Logging: one line per fact on standard error, with nothing in it that could forge another. */
final class Logs {
  private Logs() {}

  /** Called first of all, before anything has logged. */
  static void setUp() {
    System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Handler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new Line());
    root.addHandler(console);
    root.setLevel(Level.INFO);
    // Warns at every start that the event bus is metered twice, which it is not.
    quiet("io.micrometer.core.instrument.MeterRegistry", Level.SEVERE);
    // Prints a stack trace whenever a connection breaks before it is ours; Condition tells of it.
    quiet("io.vertx.redis.client.impl.RedisConnectionManager", Level.OFF);
    hush();
  }

  /**
   * Keeps those quiet who would trace URLs, and with them tokens (requirements S14 and H6), also
   * where the JVM was started with other levels for them.
   */
  static void hush() {
    quiet("io.vertx.ext.web.impl.RouterImpl", Level.INFO);
    quiet("io.vertx.ext.web.impl.RoutingContextImplBase", Level.INFO);
  }

  /** Lets the log of {@code name} tell nothing below {@code level}. */
  static void quiet(String name, Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    KEPT.add(logger);
  }

  /** The log manager holds loggers weakly, and with them their levels. */
  private static final List<Logger> KEPT = new CopyOnWriteArrayList<>();

  /** Goes on logging while the JVM's shutdown hooks run, which is when a drain has much to tell. */
  public static final class LastingLogManager extends LogManager {
    @Override
    public void reset() {}
  }

  /** {@code 2026-01-01T00:00:00.000Z INFO dev.postkey.journal mail_sent request=…}. */
  static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      StringBuilder line =
          new StringBuilder()
              .append(time(entry.getInstant()))
              .append(' ')
              .append(level(entry.getLevel()))
              .append(' ')
              .append(entry.getLoggerName())
              .append(' ');
      escape(line, formatMessage(entry));
      if (entry.getThrown() != null) {
        line.append(" | ");
        escape(line, stackTrace(entry.getThrown()));
      }
      return line.append(System.lineSeparator()).toString();
    }

    /** Always with milliseconds, so that lines stay aligned. */
    private static String time(Instant instant) {
      Instant cut = instant.truncatedTo(ChronoUnit.MILLIS);
      String text = cut.toString();
      return text.length() == 20 ? text.substring(0, 19) + ".000Z" : text;
    }

    private static String level(Level level) {
      return level.intValue() >= Level.SEVERE.intValue()
          ? "ERROR"
          : level.intValue() >= Level.WARNING.intValue()
              ? "WARN "
              : level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    private static String stackTrace(Throwable error) {
      StringWriter text = new StringWriter();
      error.printStackTrace(new PrintWriter(text));
      return text.toString();
    }

    /** Control characters and Unicode's own line ends appear escaped (requirement S15). */
    private static void escape(StringBuilder line, String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\n') {
          line.append("\\n");
        } else if (c == '\t') {
          line.append(' ');
        } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
          line.append(String.format("\\u%04x", (int) c));
        } else {
          line.append(c);
        }
      }
    }
  }
}
