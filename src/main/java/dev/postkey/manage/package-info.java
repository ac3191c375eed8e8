/** The operator's port: health, metrics, audit trails, and in dev mode the inbox. */
package dev.postkey.manage;
