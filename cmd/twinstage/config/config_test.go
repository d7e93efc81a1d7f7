package config

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "twinstage.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaultsAreValid(t *testing.T) {
	got, ignored, err := Load(Sources{Defaults: Default()})
	if err != nil || len(ignored) != 0 {
		t.Fatalf("Load: %v, ignored %v", err, ignored)
	}
	want := Default()
	want.TrustedProxies = []string{}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("loading nothing changes the defaults:\n%s", d)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	path := writeFile(t, "addr: 0.0.0.0:1\ndata: /file\nlog:\n  level: warn\nlive:\n  tick_ms: 200\n")
	got, ignored, err := Load(Sources{
		Defaults: Default(),
		File:     path,
		Environ:  []string{"HOME=/root", "TWINSTAGE_ADDR=0.0.0.0:2", "TWINSTAGE_LIVE__TICK_MS=250", "TWINSTAGE_DATA=/env", "TWINSTAGE_PORT=tcp://10.0.0.1", "TWINSTAGE_TRUSTED_PROXIES=10.0.0.0/8,::1"},
		Flags:    map[string]any{"addr": "0.0.0.0:3", "data": "", "log.format": "json"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Addr, want.Data = "0.0.0.0:3", "/env"
	want.Live.TickMS = 250
	want.Log = Log{Format: "json", Level: "warn"}
	want.TrustedProxies = []string{"10.0.0.0/8", "::1"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("merged configuration:\n%s", d)
	}
	if d := cmp.Diff([]string{"TWINSTAGE_PORT"}, ignored); d != "" {
		t.Errorf("ignored variables:\n%s", d)
	}
	if nets := got.ProxyNetworks(); len(nets) != 2 || nets[1].String() != "::1/128" {
		t.Errorf("proxy networks %v", nets)
	}
}

func TestBadSettingsNameTheKey(t *testing.T) {
	tests := map[string]struct {
		src  Sources
		want string
	}{
		"address without port": {Sources{Flags: map[string]any{"addr": "localhost"}}, "addr is \"localhost\"; write HOST:PORT"},
		"port too high":        {Sources{Flags: map[string]any{"addr": ":70000"}}, "addr has port"},
		"base with a path":     {Sources{Environ: []string{"TWINSTAGE_BASE_URL=https://a.b/c"}}, "base_url"},
		"unknown database":     {Sources{Environ: []string{"TWINSTAGE_DATABASE=mysql://u:secret@h"}}, "database names no database we know"},
		"tick not a number":    {Sources{Environ: []string{"TWINSTAGE_LIVE__TICK_MS=fast"}}, "live.tick_ms"},
		"tick too small":       {Sources{Environ: []string{"TWINSTAGE_LIVE__TICK_MS=1"}}, "live.tick_ms is 1; use a number from 10"},
		"log level":            {Sources{Environ: []string{"TWINSTAGE_LOG__LEVEL=loud"}}, "log.level is \"loud\"; use one of debug"},
		"proxy":                {Sources{Environ: []string{"TWINSTAGE_TRUSTED_PROXIES=everyone"}}, "trusted_proxies has \"everyone\""},
		"missing file":         {Sources{File: "/nowhere/x.yaml"}, "does not exist; check --config"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.src.Defaults = Default()
			_, _, err := Load(tt.src)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want it to contain %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows a password: %v", err)
			}
		})
	}
}

func TestFileErrors(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"unknown key": {"adr: :1\n", `"adr" is not a setting`},
		"nested":      {"live:\n  tick: 1\n", `"live.tick" is not a setting`},
		"not YAML":    {"addr: [\n", "cannot be read as YAML"},
		"level shape": {"log: loud\n", `"log" is not a setting`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Load(Sources{Defaults: Default(), File: writeFile(t, tt.text)})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want it to contain %q", err, tt.want)
			}
		})
	}
}

func TestDumpLoadsBackAndMasksSecrets(t *testing.T) {
	c := Default()
	c.Database = "postgres://ts:hunter2@db/twin?sslpassword=hunter3&sslmode=require"
	c.TrustedProxies = []string{"10.0.0.0/8"}
	text, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("hunter")) {
		t.Errorf("the dump shows a secret:\n%s", text)
	}
	got, _, err := Load(Sources{Defaults: Default(), File: writeFile(t, string(text))})
	if err != nil {
		t.Fatalf("the dump does not load: %v\n%s", err, text)
	}
	if got.Limits != c.Limits || got.Addr != c.Addr || len(got.TrustedProxies) != 1 {
		t.Errorf("the dump lost settings:\n%s", text)
	}
}

func TestDatabasesDefaultToFilesInData(t *testing.T) {
	c := Default()
	c.Data = "/d"
	if got := c.DatabaseDSN() + " " + c.JournalDSN(); got != "sqlite:/d/catalogue.db sqlite:/d/journal.db" {
		t.Errorf("defaults are %s", got)
	}
	c.Database = "postgres://h/db"
	if c.JournalDSN() != "postgres://h/db" {
		t.Errorf("journal %s does not follow the database to PostgreSQL", c.JournalDSN())
	}
}

func TestLoggerKeepsLevelAndFormat(t *testing.T) {
	var b bytes.Buffer
	log := Log{Format: "json", Level: "warn"}.Logger(&b)
	log.Info("quiet")
	log.Warn("loud")
	if got := b.String(); strings.Contains(got, "quiet") || !strings.Contains(got, `"msg":"loud"`) {
		t.Errorf("log is %q", got)
	}
}
