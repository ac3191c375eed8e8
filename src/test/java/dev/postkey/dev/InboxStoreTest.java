package dev.postkey.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-14T09:15:02.417Z");

  @TempDir Path folder;

  @Test
  void mails_survive_a_restart_in_their_order() throws IOException {
    InboxStore before = open(NOW);
    before.add(mail("one"));
    before.add(mail("two"));

    InboxStore after = open(NOW);

    assertThat(after.messages()).isEqualTo(before.messages());
    assertThat(subjects(after)).containsExactly("two", "one");
  }

  @Test
  void an_id_tells_when_the_mail_came() throws IOException {
    InboxMessage message = open(NOW).add(mail("one"));

    assertThat(message.id()).isEqualTo("20260314-091502-417");
    assertThat(message.date()).isEqualTo(NOW);
  }

  @Test
  void ids_grow_although_the_clock_stands_still_or_steps_back() throws IOException {
    InboxMessage one = open(NOW).add(mail("one"));
    InboxMessage two = open(NOW).add(mail("two"));
    InboxMessage three = open(NOW.minusSeconds(3600)).add(mail("three"));

    assertThat(List.of(one.id(), two.id(), three.id())).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_write_that_was_cut_leaves_no_mail() throws IOException {
    Path cut = folder.resolve("20260314-091502-417.eml.tmp");
    Files.write(cut, mail("cut"));

    assertThat(open(NOW).messages()).isEmpty();
    assertThat(cut).doesNotExist();
  }

  @Test
  void files_of_others_are_left_alone() throws IOException {
    Path notes = Files.writeString(folder.resolve("notes.eml"), "mine");
    Path noDate = Files.writeString(folder.resolve("20261399-999999-999.eml"), "mine");

    InboxStore store = open(NOW);
    store.clear();

    assertThat(store.messages()).isEmpty();
    assertThat(notes).exists();
    assertThat(noDate).exists();
  }

  @Test
  void the_newest_500_are_kept_in_memory_and_on_disk() throws IOException {
    InboxStore store = open(NOW);
    for (int i = 0; i <= InboxStore.CAPACITY; i++) {
      store.add(mail("mail " + i));
    }

    assertThat(subjects(store)).hasSize(500).startsWith("mail 500").endsWith("mail 1");
    assertThat(files()).hasSize(500);
  }

  @Test
  void an_emptied_store_stays_empty() throws IOException {
    InboxStore store = open(NOW);
    String id = store.add(mail("one")).id();
    store.clear();

    assertThat(store.messages()).isEmpty();
    assertThat(store.raw(id)).isEmpty();
    assertThat(open(NOW).messages()).isEmpty();
  }

  @Test
  void an_id_cannot_lead_out_of_the_folder() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside.eml"), "secret");
    InboxStore store = InboxStore.open(folder.resolve("inbox"), Clock.systemUTC());

    assertThat(outside).exists();
    assertThat(store.raw("../outside")).isEmpty();
  }

  @Test
  void a_long_subject_is_cut_between_characters() throws IOException {
    InboxMessage message = open(NOW).add(mail("🔑".repeat(600)));

    assertThat(message.subject()).isEqualTo("🔑".repeat(500) + "…");
  }

  @Test
  void mails_are_for_their_owner_alone() throws IOException {
    Path inbox = folder.resolve("data/inbox");
    InboxStore.open(inbox, Clock.systemUTC());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inbox)))
        .isEqualTo("rwx------");
  }

  @Test
  void S14_a_message_prints_without_address_and_subject() throws IOException {
    assertThat(open(NOW).add(mail("secret")).toString()).doesNotContain("ann", "secret");
  }

  private InboxStore open(Instant now) throws IOException {
    return InboxStore.open(folder, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static byte[] mail(String subject) {
    return InboxClient.plain("ann@example.com", subject, "hi").getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> subjects(InboxStore store) {
    return store.messages().stream().map(InboxMessage::subject).toList();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
