package testneed

import (
	"database/sql"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

func TestPostgresGivesFreshDatabases(t *testing.T) {
	for range 2 {
		db, err := sql.Open("pgx", Postgres(t))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec("CREATE TABLE things (id INTEGER)"); err != nil {
			t.Errorf("the database is not a fresh one: %v", err)
		}
	}
}

func TestFreePortCanBeListenedOn(t *testing.T) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(FreePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
}

// TestServerEndsWithItsBinary runs this binary again, which starts a server
// and is then killed without a chance to clean up.
func TestServerEndsWithItsBinary(t *testing.T) {
	if out := os.Getenv("TESTNEED_VICTIM"); out != "" {
		if err := os.WriteFile(out, []byte(Postgres(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	if _, err := postgresTool("postgres"); err != nil {
		missing(t, "PostgreSQL", "postgresql")
	}
	note := filepath.Join(t.TempDir(), "dsn")
	victim := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithItsBinary$")
	victim.Env = append(os.Environ(), "TESTNEED_VICTIM="+note)
	if err := victim.Run(); err == nil {
		t.Fatal("the victim lived on")
	}
	dsn, err := os.ReadFile(note)
	if err != nil {
		t.Fatalf("the victim started no server: %v", err)
	}
	err = await(t.TempDir(), 20*time.Second, func() error {
		if ping(string(dsn)) == nil {
			return errors.New("the server still answers")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
