package dev.postkey.support;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that is logged while it is open, by anybody but the test's own HTTP client. */
public final class RecordedLog extends Handler implements AutoCloseable {
  private static final String HTTP_CLIENT_OF_TESTS = "jdk.internal.httpclient";
  private static final Logger ROOT = Logger.getLogger("");

  private final Level before = ROOT.getLevel();
  private final List<Handler> handlersBefore = List.of(ROOT.getHandlers());
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Set<String> loggers = new ConcurrentSkipListSet<>();

  private final Logger logger;

  private RecordedLog(Logger logger, Formatter formatter) {
    this.logger = logger;
    setFormatter(formatter);
    setLevel(Level.ALL);
  }

  /** What the logger of that name has to say to operators. */
  public static RecordedLog of(String name) {
    RecordedLog log = new RecordedLog(Logger.getLogger(name), new SimpleFormatter());
    log.logger.addHandler(log);
    log.logger.setLevel(Level.INFO);
    log.logger.setUseParentHandlers(false);
    return log;
  }

  /** Opens the root logger for the finest level, and keeps it from the console. */
  public static RecordedLog ofEverything(Formatter formatter) {
    RecordedLog log = new RecordedLog(ROOT, formatter);
    log.handlersBefore.forEach(ROOT::removeHandler);
    ROOT.addHandler(log);
    ROOT.setLevel(Level.ALL);
    return log;
  }

  @Override
  public void publish(LogRecord entry) {
    String logger = String.valueOf(entry.getLoggerName());
    if (!logger.startsWith(HTTP_CLIENT_OF_TESTS)) {
      lines.add(getFormatter().format(entry));
      loggers.add(logger);
    }
  }

  /** Who has logged anything. */
  public Set<String> loggers() {
    return Set.copyOf(loggers);
  }

  public List<String> linesWith(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void flush() {}

  /** Puts the root logger back to what it was. */
  @Override
  public void close() {
    logger.removeHandler(this);
    if (logger != ROOT) {
      logger.setLevel(null);
      logger.setUseParentHandlers(true);
    } else {
      handlersBefore.forEach(ROOT::addHandler);
      ROOT.setLevel(before);
    }
  }
}
