package dev.postkey;

import dev.postkey.model.AppId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of an app from the command line. */
final class AppName implements ITypeConverter<AppId> {
  @Override
  public AppId convert(String text) {
    try {
      return new AppId(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
