// Package dirblobs keeps blobs as files below one directory: yz/…xyz when
// committed, yz/…xyz.part in progress. Files are fsynced by Sync and Commit,
// directories whenever an entry in them was made or renamed.
package dirblobs
