package dev.postkey;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** What this build calls itself. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"postkey " + Objects.requireNonNullElse(version, "(not packaged)")};
  }
}
