package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/twinstage/twinstage/assets"
	"github.com/twinstage/twinstage/assets/report"
)

type checkCmd struct {
	Paths []string `arg:"" name:"file" help:"Files, or directories to walk."`
	JSON  bool     `name:"json" help:"Print one JSON array with a report for each file."`
	Lang  string   `placeholder:"LANG" help:"Language of remedies, zh or en; default by LANG."`
}

// Run checks every file and prints what an upload of it would be told.
func (c checkCmd) Run(ctx context.Context, std stdio) error {
	files, unread := findFiles(c.Paths)
	reports := []*assets.Report{}
	print := printer{out: std.out, lang: language(c.Lang, std)}
	for _, file := range files {
		rep, err := checkFile(ctx, file)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			unread = append(unread, err)
			continue
		}
		reports = append(reports, rep)
		if !c.JSON {
			print.report(rep)
		}
	}
	if c.JSON {
		enc := json.NewEncoder(std.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(reports); err != nil {
			return err
		}
	}
	for _, err := range unread {
		fmt.Fprintln(std.err, "twinstage:", err)
	}
	return verdictOf(reports, unread)
}

// verdictOf is the exit code: what could not be read counts before what was
// refused.
func verdictOf(reports []*assets.Report, unread []error) error {
	if len(unread) > 0 {
		return exitCode(2)
	}
	for _, r := range reports {
		if r.Verdict == report.Refused {
			return exitCode(1)
		}
	}
	return nil
}

// findFiles walks directories; what is named on the command line is taken as
// it is, what is found below only if it is an ordinary file. Names that begin
// with a dot are passed over below.
func findFiles(paths []string) (files []string, unread []error) {
	for _, root := range paths {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				unread = append(unread, err)
				return nil
			case path != root && d.Name()[0] == '.':
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			case path == root && !d.IsDir(), d.Type().IsRegular():
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			unread = append(unread, err)
		}
	}
	return files, unread
}

// checkFile checks one file; a glTF is checked with the files beside it.
func checkFile(ctx context.Context, path string) (*assets.Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := sizeOf(f)
	if err != nil {
		return nil, err
	}
	rep, err := assets.Check(ctx, path, f, size, assets.DefaultLimits(), assets.Beside(os.DirFS(filepath.Dir(path))))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rep, nil
}

// sizeOf is the size of an ordinary file; nothing else can be checked or sent.
func sizeOf(f *os.File) (int64, error) {
	stat, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if !stat.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is not an ordinary file", f.Name())
	}
	return stat.Size(), nil
}
