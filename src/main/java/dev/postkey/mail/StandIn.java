package dev.postkey.mail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Objects that stand before others and see every call to them. */
final class StandIn {
  /** Answers a call, usually after having passed it on. */
  @FunctionalInterface
  interface Calls {
    Object answer(Method method, Object[] arguments) throws Throwable;
  }

  private StandIn() {}

  /**
   * Something of {@code type}, an interface, all whose calls come to {@code calls}.
   *
   * @param calls arguments are null where there are none
   */
  static <T> T of(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> calls.answer(method, arguments)));
  }

  /** Passes a call on. */
  static Object pass(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
