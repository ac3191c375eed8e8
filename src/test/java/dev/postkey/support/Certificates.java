package dev.postkey.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.PfxOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Keys with certificates, good and bad, made by the JDK's own tool in a folder of the test. */
public final class Certificates {
  private static final String STORE = "-storetype PKCS12 -storepass password";

  private final Path folder;

  public Certificates(Path folder) {
    this.folder = folder;
  }

  /** One that vouches for itself. */
  public PfxOptions selfSigned(String host) throws Exception {
    return key(host, "CN=" + host, "san=dns:" + host);
  }

  /** One that vouches for others. */
  public PfxOptions authority() throws Exception {
    return key("authority", "CN=authority", "bc:c=ca:true");
  }

  /**
   * One that {@link #authority} vouches for, which must exist.
   *
   * @param start when it became valid, e.g. {@code -2y}
   */
  public PfxOptions signed(String host, String start, int days) throws Exception {
    PfxOptions certificate = selfSigned(host);
    keytool("-certreq -alias key -keystore %s -file request.pem", certificate.getPath());
    keytool(
        "-gencert -alias key -keystore authority.p12 -infile request.pem -outfile signed.pem"
            + " -ext san=dns:%s -startdate %s -validity %d",
        host, start, days);
    keytool("-exportcert -alias key -keystore authority.p12 -file authority.pem");
    for (String[] step : new String[][] {{"authority", "authority"}, {"key", "signed"}}) {
      keytool(
          "-importcert -noprompt -alias %s -file %s.pem -keystore %s",
          step[0], step[1], certificate.getPath());
    }
    return certificate;
  }

  /** What a server of the JDK needs to show one of these. */
  public static SSLContext tls(PfxOptions certificate) throws Exception {
    char[] password = certificate.getPassword().toCharArray();
    KeyStore keys = KeyStore.getInstance(new File(certificate.getPath()), password);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }

  private PfxOptions key(String name, String subject, String extension) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair -keyalg EC -alias key -dname %s -ext %s -keystore %s",
        subject, extension, store);
    return new PfxOptions().setPath(store.toString()).setPassword("password");
  }

  private void keytool(String options, Object... values) throws Exception {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(keytool.toString()));
    command.addAll(List.of((options.formatted(values) + " " + STORE).split(" ")));
    Path said = folder.resolve("keytool.txt");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    assertThat(code).as(() -> command + " " + text(said)).isZero();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return "";
    }
  }
}
