// Package web embeds the built front end and serves it.
//
// dist/ holds what `npm --prefix web run build` writes; git keeps only
// dist/.gitkeep, so that the Go program builds without Node and then answers a
// page that says how to build the rest.
package web

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed all:dist
var dist embed.FS

// Built says whether a front end was embedded.
func Built() bool { return built(Files()) }

// Handler serves the front end: hashed assets to be kept for ever, the app's
// page for the app's routes, and in place of a missing build a page that says
// how to make one. It answers every path, so it is mounted last, below
// everything that is the server's own.
func Handler() http.Handler { return newHandler(Files()) }

// Files is what the build wrote, rooted at dist; nearly empty where there was none.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return sub
}

func built(root fs.FS) bool {
	info, err := fs.Stat(root, "index.html")
	return err == nil && info.Mode().IsRegular()
}
