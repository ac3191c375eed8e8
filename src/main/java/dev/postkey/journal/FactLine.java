package dev.postkey.journal;

import dev.postkey.bus.Fact;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A fact as a log line: {@code mail_sent request=… app=… relay=… attempt=1 since_accepted=87ms}.
 * The names are those of the record and its components, and values print as their types do: masked.
 */
final class FactLine {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  private FactLine() {}

  static String of(Fact fact) {
    Shape shape = SHAPES.get(fact.getClass());
    StringBuilder line = new StringBuilder(shape.name());
    for (Field field : shape.fields()) {
      Object value = field.read(fact);
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      }
      if (value != null) {
        line.append(' ').append(field.name()).append('=').append(print(value));
      }
    }
    return line.toString();
  }

  private static String print(Object value) {
    if (value instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    String text =
        value instanceof Enum<?> constant
            ? constant.name().toLowerCase(Locale.ROOT)
            : value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
    return plain ? text : '"' + text.replace("\"", "\\\"") + '"';
  }

  /** What does not change between two facts of a kind. */
  private record Shape(String name, List<Field> fields) {
    static Shape of(Class<?> type) {
      List<Field> fields = new ArrayList<>();
      for (RecordComponent component : type.getRecordComponents()) {
        fields.add(new Field(snakeCase(component.getName()), component.getAccessor()));
      }
      return new Shape(snakeCase(type.getSimpleName()), fields);
    }

    private static String snakeCase(String name) {
      return name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
  }

  private record Field(String name, Method accessor) {
    Object read(Fact fact) {
      try {
        return accessor.invoke(fact);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
