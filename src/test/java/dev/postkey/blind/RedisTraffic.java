package dev.postkey.blind;

import dev.postkey.support.RedisWire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that a Redis is asked, as it says itself ({@code MONITOR}). */
final class RedisTraffic implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile("[\\d.]+ \\[\\d+ (\\S+)] (.*)");
  private static final Pattern KEY = Pattern.compile("pk:\\{p\\d\\d}:([a-z]+):?.*");

  /** A script that was run: who asked for it, and the commands it came to. */
  record Run(String from, List<String> shapes) {}

  private final RedisWire monitor;
  private final RedisWire marker;

  RedisTraffic(String url) throws IOException {
    monitor = RedisWire.connect(url);
    marker = RedisWire.connect(url);
    monitor.call("MONITOR");
  }

  /** The scripts that were run since the last call, in their order. */
  List<Run> since() throws IOException {
    String mark = UUID.randomUUID().toString();
    marker.call("ECHO", mark);
    List<Run> runs = new ArrayList<>();
    for (String line = next(); !line.contains(mark); line = next()) {
      Matcher parts = LINE.matcher(line);
      if (!parts.matches()) {
        throw new IOException("not a line of MONITOR: " + line);
      }
      boolean script = parts.group(2).toLowerCase(Locale.ROOT).startsWith("\"eval");
      if (script) {
        runs.add(new Run(parts.group(1), new ArrayList<>()));
      }
      if (script || (!runs.isEmpty() && parts.group(1).equals("lua"))) {
        runs.get(runs.size() - 1).shapes().add(shape(parts.group(2)));
      }
    }
    return runs;
  }

  private String next() throws IOException {
    return (String) monitor.read();
  }

  /** The kinds of keys, the lengths of texts, and that there is a number where there is one. */
  private static String shape(String command) {
    List<String> shapes = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < command.length(); i++) {
      char next = command.charAt(i);
      if (next == '"') {
        inside = !inside;
        if (!inside) {
          shapes.add(shapeOf(argument.toString()));
          argument.setLength(0);
        }
      } else if (inside) {
        argument.append(next == '\\' ? command.charAt(++i) : next);
      }
    }
    return String.join(" ", shapes);
  }

  private static String shapeOf(String argument) {
    Matcher key = KEY.matcher(argument);
    if (key.matches()) {
      return key.group(1) + "#" + argument.length();
    }
    if (argument.matches("-?\\d+(\\.\\d+)?")) {
      return "number";
    }
    return argument.matches("[A-Za-z-]{1,10}") ? word(argument) : "text#" + argument.length();
  }

  /** A verdict has one letter, whichever. */
  private static String word(String argument) {
    return argument.length() == 1 ? "letter" : argument;
  }

  @Override
  public void close() throws IOException {
    monitor.close();
    marker.close();
  }
}
