// Package assetstest holds the contract tests of the assets room's ports: what
// every Blobs and every Store must do, and the small files that tests share.
package assetstest
