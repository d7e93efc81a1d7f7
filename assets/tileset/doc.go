// Package tileset reads 3D Tiles (OGC 22-025r4, versions 1.0 and 1.1) from one
// zip or 3tz archive without unpacking it, checks them, and serves their files.
//
// The archive is untrusted: its directory is read with our own bounds and every
// lie of it is a Refusal with a stable code, before a byte is inflated. The
// index file that a 3tz archive carries ("@3dtilesIndex1@") is never read; the
// index in memory is made from the central directory (APPNOTE.TXT 6.3.10).
//
// The check reports the codes of the 3D Tiles Validator where there is one, the
// archive's refusals (ARCHIVE_…) beside them, and a content's own issues as
// CONTENT_VALIDATION_ERROR with the first of them in the message.
package tileset
