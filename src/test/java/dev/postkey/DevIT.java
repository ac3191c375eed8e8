package dev.postkey;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postkey.support.DevMode;
import dev.postkey.support.Http;
import dev.postkey.support.PostkeyBench;
import dev.postkey.support.PostkeyProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The first ten minutes with Postkey: one command, one paste, one click. */
@Timeout(180)
class DevIT {
  @RegisterExtension final PostkeyBench bench = new PostkeyBench();
  private DevMode dev;

  @BeforeEach
  void choosePorts() throws IOException {
    dev = DevMode.on(bench);
  }

  @Test
  void the_pasted_curl_leads_to_a_mail_a_page_and_a_used_link_and_the_story_is_told()
      throws Exception {
    PostkeyProcess postkey = dev.start();

    String id = paste(DevMode.curl(postkey)).getString("id");
    assertThat(dev.mailsTo("ann@example.com")).hasSize(1);
    URI link = dev.linkTo("ann@example.com");
    assertThat(Http.get(link).statusCode()).isEqualTo(200);
    assertThat(Http.submit(link).statusCode()).isEqualTo(200);
    assertThat(Http.submit(link).statusCode()).as("a second time").isEqualTo(410);

    postkey.out().await(" refused ");
    assertThat(story(postkey, id))
        .containsExactly("accepted", "minted", "mailed", "opened", "consumed", "refused");
    assertThat(postkey.err().lines()).as("lines about trouble").noneMatch(DevIT::isTrouble);
  }

  @Test
  void what_it_tells_to_open_can_be_opened() throws Exception {
    String said = dev.start().out().text();

    for (String name : List.of("Demo", "Inbox", "Metrics")) {
      assertThat(Http.get(URI.create(pageOf(said, name))).statusCode()).as(name).isEqualTo(200);
    }
    URI contract = URI.create(pageOf(said, "API") + "/openapi.yaml");
    assertThat(Http.get(contract).body()).startsWith("openapi:");
  }

  private static String pageOf(String said, String name) {
    return said.lines()
        .filter(line -> line.startsWith("  " + name + " "))
        .map(line -> line.trim().split(" +")[1])
        .findFirst()
        .orElseThrow();
  }

  /** Runs it in a shell as it stands; curl is told by its own configuration to show the status. */
  private JsonObject paste(String command) throws Exception {
    assumeTrue(onPath("curl") && onPath("bash"), "SKIPPED: bash and curl are needed to paste");
    Files.writeString(bench.folder().resolve(".curlrc"), "silent\nwrite-out = \"\\n%{http_code}\"");
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
    shell.environment().put("CURL_HOME", bench.folder().toString());
    Path answer = bench.folder().resolve("answer");
    Process process = shell.redirectErrorStream(true).redirectOutput(answer.toFile()).start();
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> lines = Files.readAllLines(answer);
    assertThat(lines.get(1)).isEqualTo("202");
    return new JsonObject(lines.get(0));
  }

  private static boolean onPath(String program) {
    return List.of(System.getenv("PATH").split(java.io.File.pathSeparator)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The steps that were told of a request, in their order. */
  private static List<String> story(PostkeyProcess postkey, String id) throws IOException {
    return postkey.out().lines().stream()
        .filter(line -> line.contains("  " + id.substring(0, 6) + "  "))
        .map(line -> line.split(" +")[2])
        .toList();
  }

  private static boolean isTrouble(String line) {
    return line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("Exception");
  }
}
