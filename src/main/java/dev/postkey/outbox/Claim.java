package dev.postkey.outbox;

/**
 * A node's hold on a job, until its lease runs out.
 *
 * @param partition where the job lives
 * @param id the job's id, which is its request's
 * @param number the fencing token: each claim of the job has a higher one
 */
record Claim(int partition, String id, long number) {}
