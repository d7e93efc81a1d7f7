// Package assets takes bytes in and gives verified assets out.
//
// Words:
//
//   - asset: one 3D or media file with immutable versions ("ast_…"). Its kind
//     is model, tileset or image.
//   - version: one accepted upload of an asset, numbered from 1. It is never
//     changed; a scene's document names asset and version.
//   - blob: the bytes of a version, stored once under a random id that is
//     chosen when the upload begins. Its SHA-256 is known only at the end and is
//     a unique column of the blob's record.
//   - upload: bytes on their way in, by tus 1.0. Its states: uploading,
//     checking, ready, refused.
//   - report: what the checker says: issues (the official validators' codes
//     only), findings (our own advice, with a remedy in both languages), info.
//   - file: one file of a version. A tileset stays in its archive and its files
//     are served from inside; everything else has one file, its entry.
//
// The way in, for an upload and for Service.Import alike:
//
//	bytes ─► Blobs.Append (hashed, fsynced) ─► Blobs.Commit ─► Sniff ─► Check ─► Store.Record
//
// A crash at any arrow leaves either the old state or the new one: blobs that
// no record names are swept after a grace period.
//
// Nothing here trusts a file's name, an archive's own index or a declared size.
package assets
