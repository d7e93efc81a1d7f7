package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type outcome struct {
	code     int
	out, err string
}

func command(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, stdio{in: strings.NewReader(stdin), out: &out, err: &errs, environ: []string{"LANG=en_GB.UTF-8"}})
	return outcome{code, out.String(), errs.String()}
}

func (o outcome) want(t *testing.T, code int, inErr string) {
	t.Helper()
	if o.code != code || !strings.Contains(o.err, inErr) {
		t.Errorf("exit code %d, want %d; standard error %q, want %q in it", o.code, code, o.err, inErr)
	}
}

func TestUsage(t *testing.T) {
	command(t, "", "--help").want(t, 0, "")
	command(t, "", "feed", "--help").want(t, 0, "")
	command(t, "").want(t, 2, "twinstage --help")
	command(t, "", "fly").want(t, 2, "unexpected argument fly")
	command(t, "", "token", "add", "--scene", "x").want(t, 2, "--purpose")
	command(t, "", "import", "x.glb").want(t, 1, "no token")
	command(t, "", "serve", "--addr", "nowhere").want(t, 1, "write HOST:PORT")
	command(t, "", "simulate", "--scene", "x", "--rate", "0", "--token", "tw_x").want(t, 1, "--rate")
	command(t, "", "feed", "--scene", "x", "--indicator", "y", "--csv", "-", "--speed", "0", "--token", "tw_x").want(t, 1, "--speed")
}

func TestConfigDump(t *testing.T) {
	o := command(t, "", "config", "dump", "--data", "/d", "--log-level", "warn")
	o.want(t, 0, "")
	for _, line := range []string{"data: /d\n", "database: sqlite:/d/catalogue.db\n", "    level: warn\n"} {
		if !strings.Contains(o.out, line) {
			t.Errorf("no line %q in\n%s", line, o.out)
		}
	}
}

func TestPeopleAndTokens(t *testing.T) {
	data := t.TempDir()
	made := command(t, "", "user", "add", "Ann", "--data", data)
	made.want(t, 0, "")
	if password := strings.TrimSpace(made.out); len(password) < 20 {
		t.Errorf("printed %q, want the password alone", made.out)
	}
	command(t, "correct horse\n", "user", "add", "bob", "--password-stdin", "--data", data).want(t, 0, "")
	command(t, "short\n", "user", "passwd", "bob", "--password-stdin", "--data", data).want(t, 1, "at least 10")
	command(t, "another horse\n", "user", "passwd", "bob", "--password-stdin", "--data", data).want(t, 0, "")
	command(t, "", "user", "add", "bob", "--data", data).want(t, 1, "already a user")
	if o := command(t, "", "user", "list", "--data", data); !strings.Contains(o.out, "ann ") || !strings.Contains(o.out, "bob ") {
		t.Errorf("list:\n%s", o.out)
	}

	token := command(t, "", "token", "add", "--scene", "*", "--purpose", "readings,upload", "--label", "gate", "--data", data)
	token.want(t, 0, "")
	if !strings.HasPrefix(token.out, "tw_") || strings.Count(token.out, "\n") != 1 || token.err != "" {
		t.Errorf("printed %q and %q, want the token alone", token.out, token.err)
	}
	list := command(t, "", "token", "list", "--data", data)
	if strings.Contains(list.out, strings.TrimSpace(token.out)) {
		t.Error("the list shows the secret")
	}
	id := strings.Fields(strings.Split(list.out, "\n")[1])[0]
	command(t, "", "token", "revoke", id, "--data", data).want(t, 0, "")
	command(t, "", "token", "revoke", "nobody", "--data", data).want(t, 1, "no token")
	command(t, "", "token", "add", "--scene", "*", "--purpose", "root", "--data", data).want(t, 1, "what the token is for")
	after := command(t, "", "token", "list", "--data", data)
	if row := strings.Split(after.out, "\n")[1]; strings.HasSuffix(row, "-") || !strings.Contains(row, "gate") {
		t.Errorf("row %q, want the time of its end", row)
	}
}

// triangle is a small glTF whose buffer is beside it.
const triangle = `{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0}],
"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],"buffers":[{"uri":"t.bin","byteLength":36}],
"bufferViews":[{"buffer":0,"byteLength":36,"target":34962}],
"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}]}`

func checkFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	// Vertices (0,0,0), (1,0,0), (0,1,0) as little-endian floats.
	bin := make([]byte, 36)
	copy(bin[12:], []byte{0, 0, 0x80, 0x3f})
	copy(bin[28:], []byte{0, 0, 0x80, 0x3f})
	for name, b := range map[string][]byte{"good/t.gltf": []byte(triangle), "good/.hidden/t.bin": bin, "good/t.bin": bin, "bad/t.glb": []byte("glTF\x02\x00")} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheck(t *testing.T) {
	dir := checkFolder(t)
	good, bad := filepath.Join(dir, "good", "t.gltf"), filepath.Join(dir, "bad", "t.glb")
	command(t, "", "check", good).want(t, 0, "")
	refused := command(t, "", "check", good, bad)
	refused.want(t, 1, "")
	if !strings.Contains(refused.out, "ERROR") || !strings.Contains(refused.out, "refused") {
		t.Errorf("a person is told:\n%s", refused.out)
	}
	command(t, "", "check", bad, filepath.Join(dir, "none.glb")).want(t, 2, "none.glb")
	if zh := command(t, "", "check", "--lang", "zh", bad); !strings.Contains(zh.out, "未通过") {
		t.Errorf("in Chinese:\n%s", zh.out)
	}

	o := command(t, "", "check", "--json", dir)
	o.want(t, 1, "")
	var reports []struct {
		File, Type, Verdict string
		Issues              struct {
			NumErrors *int
			Messages  []struct{ Code string }
		}
		Findings []any
		Info     map[string]any
	}
	if err := json.Unmarshal([]byte(o.out), &reports); err != nil {
		t.Fatalf("%v in\n%s", err, o.out)
	}
	verdicts := map[string]string{}
	for _, r := range reports {
		verdicts[filepath.Base(filepath.Dir(r.File))+"/"+filepath.Base(r.File)] = r.Verdict
		if r.Issues.NumErrors == nil || (r.Verdict == "refused") != (*r.Issues.NumErrors > 0) || r.Findings == nil || r.Info == nil {
			t.Errorf("report %+v", r)
		}
	}
	if len(reports) != 3 || verdicts["bad/t.glb"] != "refused" || verdicts["good/t.gltf"] != "accepted" {
		t.Errorf("verdicts %v, want the two models and the buffer, without the hidden folder", verdicts)
	}
	if none := command(t, "", "check", "--json", filepath.Join(dir, "none")); none.code != 2 || strings.TrimSpace(none.out) != "[]" {
		t.Errorf("nothing readable: %+v", none)
	}
}
