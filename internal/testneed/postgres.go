package testneed

import (
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// server is one PostgreSQL for the whole test binary: starting takes seconds,
// a fresh database in it milliseconds.
type server struct {
	port int
	err  error
	next atomic.Int64
}

// shared starts the server at the first call. A test binary is the one place
// where a process-wide value is what is meant.
var shared = sync.OnceValue(func() *server {
	s := &server{}
	for range 3 { // another process may take the free port first
		if s.port, s.err = startPostgres(); s.err == nil {
			break
		}
	}
	return s
})

// Postgres returns the DSN of a fresh, empty database on a real server. The
// database goes with the test, the server and its files with the test binary.
// Close what you open on it before the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	if _, err := postgresTool("postgres"); err != nil {
		missing(t, "PostgreSQL", "postgresql")
	}
	s := shared()
	if s.err != nil {
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	name := "test_" + strconv.FormatInt(s.next.Add(1), 10)
	s.exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { s.exec(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return postgresDSN(s.port, name)
}

func postgresDSN(port int, database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", port, database)
}

func (s *server) exec(t testing.TB, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", postgresDSN(s.port, "postgres"))
	if err == nil {
		defer db.Close()
		_, err = db.Exec(statement)
	}
	if err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// postgresTool finds a program of the newest PostgreSQL installed: Debian keeps
// the server's programs out of PATH.
func postgresTool(name string) (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	newest, best := "", 0
	for _, path := range found {
		v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if v >= best {
			newest, best = path, v
		}
	}
	if newest != "" {
		return newest, nil
	}
	return exec.LookPath(name)
}

func startPostgres() (port int, err error) {
	dir, err := os.MkdirTemp("", "twinstage-postgres-")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	as, err := postgresUser(dir)
	if err != nil {
		return 0, err
	}
	data := filepath.Join(dir, "data")
	if err := initPostgres(data, as); err != nil {
		return 0, err
	}
	if port, err = freePort(); err != nil {
		return 0, err
	}
	program, err := postgresTool("postgres")
	if err != nil {
		return 0, err
	}
	err = start(dir, as, program, "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=100")
	if err != nil {
		return 0, err
	}
	return port, await(dir, 30*time.Second, func() error { return ping(postgresDSN(port, "postgres")) })
}

// postgresUser gives dir to whom the server runs as: PostgreSQL refuses root.
func postgresUser(dir string) (*syscall.SysProcAttr, error) {
	as := &syscall.SysProcAttr{Setpgid: true} // Ctrl-C at the terminal is for the tests
	if os.Getuid() != 0 {
		return as, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return as, os.Chown(dir, int(uid), int(gid))
}

func initPostgres(data string, as *syscall.SysProcAttr) error {
	program, err := postgresTool("initdb")
	if err != nil {
		return err
	}
	cmd := exec.Command(program, "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
	cmd.Dir, cmd.SysProcAttr, cmd.Env = "/", as, []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func ping(dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Ping()
}
