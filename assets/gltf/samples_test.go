package gltf

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/assets/report"
)

// Floors of agreement with the official validator's own test files. They are
// what is reached now; raise them with every rule added, never lower them.
const (
	verdictFloor = 1.00
	issueFloor   = 0.95
)

// TestOfficialSamples compares verdicts, and the sets of code, severity and
// pointer, with the reports that the official validator wrote.
func TestOfficialSamples(t *testing.T) {
	dir := os.Getenv("TWINSTAGE_SAMPLES")
	if dir == "" {
		t.Skip("set TWINSTAGE_SAMPLES to the folder of sample files to compare with the official validator")
	}
	var files, verdicts, issues int
	err := filepath.WalkDir(filepath.Join(dir, "gltf-checker"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".report.json") {
			return err
		}
		files++
		file := strings.TrimSuffix(path, ".report.json")
		want := readOfficial(t, path)
		got := checkFile(t, file)
		if (got.Issues.NumErrors > 0) == (want.NumErrors > 0) {
			verdicts++
		} else {
			t.Logf("verdict differs: %s", strings.TrimPrefix(file, dir))
		}
		if missing, extra := compare(want.Messages, got.Issues.Messages); len(missing)+len(extra) == 0 {
			issues++
		} else {
			t.Logf("issues differ: %s\n  missing %v\n  extra   %v", strings.TrimPrefix(file, dir), missing, extra)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Fatalf("only %d sample files were found", files)
	}
	v, i := float64(verdicts)/float64(files), float64(issues)/float64(files)
	t.Logf("%d files: verdicts agree on %.1f%%, all issues on %.1f%%", files, 100*v, 100*i)
	if v < verdictFloor || i < issueFloor {
		t.Errorf("agreement fell below the floor of %.1f%% verdicts, %.1f%% issues", 100*verdictFloor, 100*issueFloor)
	}
}

func readOfficial(t *testing.T, path string) report.Issues {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r struct{ Issues report.Issues }
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r.Issues
}

func checkFile(t *testing.T, file string) *report.Report {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Limits: DefaultLimits(), Open: func(uri string) (Resource, error) {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(file), filepath.FromSlash(uri)))
		return Resource{bytes.NewReader(b), int64(len(b))}, err
	}}
	check := CheckJSON
	if strings.HasSuffix(file, ".glb") {
		check = CheckGLB
	}
	r, err := check(file, bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return r
}

// compare treats the lists as sets of code, severity and place.
func compare(want, got []report.Issue) (missing, extra []string) {
	w, g := keySet(want), keySet(got)
	for k := range w {
		if !g[k] {
			missing = append(missing, k)
		}
	}
	for k := range g {
		if !w[k] {
			extra = append(extra, k)
		}
	}
	sort.Strings(missing)
	sort.Strings(extra)
	return missing, extra
}

func keySet(list []report.Issue) map[string]bool {
	out := map[string]bool{}
	for _, i := range list {
		b, _ := json.Marshal([]any{i.Code, i.Severity, i.Pointer, i.Offset})
		out[string(b)] = true
	}
	return out
}
