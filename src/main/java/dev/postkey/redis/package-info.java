/**
 * The truth's keeper: connections that never hang, Lua scripts that are one step each, the names of
 * keys, and what seals and hashes what they hold. Only this package knows the Redis client.
 */
package dev.postkey.redis;
