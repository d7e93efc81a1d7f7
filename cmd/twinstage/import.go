package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/cmd/twinstage/client"
)

type importCmd struct {
	remote
	Files []string `arg:"" name:"file" help:"Files to upload: GLB, 3D Tiles archives (.3tz, .zip), images."`
	Lang  string   `placeholder:"LANG" help:"Language of remedies, zh or en; default by LANG."`
}

// imported is the line of one file.
type imported struct {
	File    string          `json:"file"`
	Asset   string          `json:"asset"`
	Version int             `json:"version"`
	State   string          `json:"state"`            // ready or refused; failed if it could not be sent
	Code    string          `json:"code,omitempty"`   // when refused
	Report  json.RawMessage `json:"report,omitempty"` // when refused
	Error   string          `json:"error,omitempty"`  // when failed
}

// Run uploads one file after another; a file that fails does not keep back
// those after it. Exit code 1 unless all are ready.
func (c importCmd) Run(ctx context.Context, std stdio) error {
	api, err := c.client(std)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(std.out)
	lines.SetEscapeHTML(false)
	var failed error
	for _, file := range c.Files {
		line := importFile(ctx, api, file, std)
		if ctx.Err() != nil {
			return exitCode(1) // unlike a feed, an import that is stopped has not done its work
		}
		if line.State != "ready" {
			failed = exitCode(1)
			c.explain(line, std)
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return failed
}

func importFile(ctx context.Context, api *client.Client, path string, std stdio) imported {
	line := imported{File: path, State: "failed"}
	u, err := upload(ctx, api, path, std)
	if err != nil {
		line.Error = err.Error()
		return line
	}
	line.Asset, line.Version, line.State = u.Asset, u.Version, u.State
	if u.State != "ready" {
		line.Code, line.Report = u.Code, u.Report
	}
	return line
}

func upload(ctx context.Context, api *client.Client, path string, std stdio) (client.Upload, error) {
	f, err := os.Open(path)
	if err != nil {
		return client.Upload{}, err
	}
	defer f.Close()
	size, err := sizeOf(f)
	if err != nil {
		return client.Upload{}, err
	}
	bar := progressBar{to: io.Discard, file: filepath.Base(path), size: size}
	if std.progress {
		bar.to = std.err
	}
	id, err := api.Upload(ctx, filepath.Base(path), f, size, bar.sent)
	bar.done()
	if err != nil {
		return client.Upload{}, err
	}
	return api.WaitUpload(ctx, id)
}

// explain tells a person on standard error what the line says to a program.
func (c importCmd) explain(line imported, std stdio) {
	if line.Error != "" {
		fmt.Fprintf(std.err, "twinstage: %s: %s\n", line.File, line.Error)
		return
	}
	var rep assets.Report
	if json.Unmarshal(line.Report, &rep) != nil || rep.Verdict == "" {
		fmt.Fprintf(std.err, "twinstage: %s was refused (%s)\n", line.File, line.Code)
		return
	}
	printer{out: std.err, lang: language(c.Lang, std)}.report(&rep)
}

// progressBar rewrites one line of a terminal.
type progressBar struct {
	to   io.Writer
	file string
	size int64
}

func (b progressBar) sent(n int64) {
	if b.size > 0 {
		fmt.Fprintf(b.to, "\r%s  %3d %%  %d of %d MiB", b.file, n*100/b.size, n>>20, b.size>>20)
	}
}

func (b progressBar) done() { fmt.Fprint(b.to, "\r\x1b[K") }
