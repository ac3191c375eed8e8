/**
 * Postkey: mails password-reset links, and redeems them once.
 *
 * <p>The flow, in six lines:
 *
 * <ol>
 *   <li>A reset request reaches {@code HttpVerticle}: checked, limited by caller, asked of {@code
 *       outbox.accept}.
 *   <li>{@code accept.lua} limits by account and stores a sealed job; then the caller has its
 *       {@code 202}, for every address alike.
 *   <li>{@code OutboxVerticle} claims due jobs and asks {@code account.find}; unknown or over the
 *       limit: the job ends, nothing is sent.
 *   <li>It asks {@code token.mint}: Redis keeps only a hash. No link exists before this moment.
 *   <li>It asks {@code mail.send}: done, again later, or a dead letter.
 *   <li>The link is looked at as often as anybody likes, and consumed once.
 * </ol>
 *
 * <p>Who imports whom: {@code Main} and the commands, then {@link dev.postkey.App}, which alone
 * knows all verticles; then their packages ({@code http}, {@code outbox}, {@code account}, {@code
 * token}, {@code mail}, {@code journal}, {@code manage}, and {@code dev}), which never import each
 * other but talk over the bus; then {@code redis}, {@code bus}, {@code config} and {@code model}.
 */
package dev.postkey;
