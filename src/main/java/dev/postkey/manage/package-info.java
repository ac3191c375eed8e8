/** The operator's port: health, metrics, and in dev mode the inbox. */
package dev.postkey.manage;
