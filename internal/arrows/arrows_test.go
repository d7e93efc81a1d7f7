package arrows

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/twinstage/twinstage/"

// adapters are the packages that speak to the outside for a room; only the
// program's wiring may name them.
var adapters = map[string]bool{
	"scenes/sqlstore": true, "assets/sqlstore": true, "assets/dirblobs": true,
	"realtime/memlive": true, "realtime/sqljournal": true, "accounts/sqlstore": true,
}

// outside are the routers and SQL drivers that no room's core may import.
var outside = []string{
	"github.com/go-chi/chi", "github.com/danielgtaylor/huma", "github.com/uptrace/bun",
	"github.com/jackc/pgx", "modernc.org/sqlite", "database/sql", "github.com/pressly/goose",
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func TestArrowsPointDown(t *testing.T) {
	seen := 0
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			if why := forbidden(from, imported); why != "" {
				t.Errorf("%s imports %s: %s", from, imported, why)
			}
		}
		seen++
	}
	if seen < 10 {
		t.Fatalf("only %d packages listed: the check looked at nothing", seen)
	}
}

func TestForbiddenKnowsTheArrows(t *testing.T) {
	for _, c := range []struct {
		from, to string
		bad      bool
	}{
		{"scenes", module + "assets", true},
		{"scenes", module + "internal/fault", false},
		{"scenes", module + "scenes/sqlstore", true},
		{"scenes/sqlstore", module + "scenes", false},
		{"scenes/sqlstore", "github.com/uptrace/bun", false},
		{"scenes/sqlstore", module + "realtime", true},
		{"realtime", "github.com/go-chi/chi/v5", true},
		{"realtime", "github.com/gorilla/websocket", false},
		{"internal/fault", module + "scenes", true},
		{"web", module + "internal/fault", true},
		{"accounts", module + "cmd/twinstage/app", true},
		{"cmd/twinstage/app", module + "assets/dirblobs", false},
		{"cmd/twinstage/httpapi", module + "assets/dirblobs", true},
	} {
		if got := forbidden(c.from, c.to) != ""; got != c.bad {
			t.Errorf("%s → %s: forbidden %v, want %v", c.from, c.to, got, c.bad)
		}
	}
}

// forbidden says why the package at from (relative to the module) must not
// import the path to, or "".
func forbidden(from, to string) string {
	room := strings.Split(from, "/")[0]
	own, ours := strings.CutPrefix(to, module)
	if !ours {
		if room == "cmd" || room == "internal" || adapters[from] {
			return ""
		}
		for _, o := range outside {
			if to == o || strings.HasPrefix(to, o+"/") {
				return "a room imports no router and no SQL driver"
			}
		}
		return ""
	}
	target := strings.Split(own, "/")[0]
	switch {
	case room == "cmd":
		if adapters[own] && from != "cmd/twinstage/app" {
			return "only cmd/twinstage/app wires adapters"
		}
		return ""
	case room == "web":
		return "web imports nothing of ours"
	case target == "internal" && room != "internal", target == room && !adapters[own], room == "internal" && target == "internal":
		return ""
	case target == room:
		return "a room does not know its adapters"
	case room == "internal":
		return "the ground knows no room"
	case target == "cmd":
		return "a room does not know the roof"
	default:
		return "rooms do not know each other"
	}
}

// packages lists what the module's packages import, tests left out.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return list
		case err != nil:
			t.Fatalf("go list output: %v", err)
		}
		list = append(list, p)
	}
}
